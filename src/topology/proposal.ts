import type { Environment, Release } from '../domain/release-model.js';
import type { DiscoveredOrg } from '../platforms/port.js';
import type { GroupBy } from './grouping.js';
import type { YamlEdit } from './yaml-edit.js';

export interface Comparison {
  readonly release: Pick<Release, 'groups' | 'environments'>;
  readonly environment: Environment;
  readonly discovered: readonly DiscoveredOrg[];
  readonly by: GroupBy;
  /** What the environment file says that the platform called each org, where it says so. */
  readonly names: Readonly<Record<string, string>>;
}

/** What is different on the platform. `back` is an org that was under `not_here`. */
export type ProposalKind = 'new' | 'back' | 'gone' | 'disabled' | 'moved' | 'renamed';

export interface FileEdit {
  /** Path below the configuration root. */
  readonly file: string;
  readonly edit: YamlEdit;
}

/** A difference between an environment file and the platform's tree, and what would put it right. */
export interface Proposal {
  readonly kind: ProposalKind;
  /** Logical id; of a new org, the one proposed. */
  readonly org: string;
  /** Where the difference is, or where the org would go. */
  readonly file: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Empty where a person has to decide. */
  readonly edits: readonly FileEdit[];
}
