import type { LiteralRules } from './extract-rules.js';
import type { JsonObject } from './json.js';
import type { Scalar } from './release-model.js';
import type { LiveResource, ResourceKind } from './resource.js';

/** One org of a group, as it is live. */
export interface LiveOrg {
  readonly org: string;
  /** What its templates can use already. */
  readonly variables: Readonly<Record<string, Scalar>>;
  readonly resources: readonly LiveResource[];
  /** Full keys of what is managed already, here and in the orgs above, by platform id. */
  readonly known: ReadonlyMap<string, string>;
}

/** A resource that every org of the group has, as a template. */
export interface ExtractedResource {
  readonly kind: ResourceKind;
  /** Last part of its key. */
  readonly name: string;
  readonly template: JsonObject;
  /** Platform id by org. */
  readonly ids: ReadonlyMap<string, string>;
  /** Merge patches on the template, for the orgs that need one. */
  readonly overrides: ReadonlyMap<string, JsonObject>;
}

/** What no template says, and why. */
export interface LeftOut {
  /** `kind/name`, with the platform's name where there is no key. */
  readonly resource: string;
  /** JSON path in the body; empty for the whole resource. */
  readonly path: string;
  readonly reason: string;
}

export interface Extraction {
  readonly resources: readonly ExtractedResource[];
  /** Values of new variables by org. */
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, Scalar>>;
  readonly leftOut: readonly LeftOut[];
}

export interface ExtractRequest {
  readonly group: string;
  /** At least one. */
  readonly orgs: readonly LiveOrg[];
  readonly kinds: readonly ResourceKind[];
  readonly rules: LiteralRules;
  /** Every platform id that was seen: one without a key becomes a variable, though all orgs have the same. */
  readonly ids: ReadonlySet<string>;
  /** `kind/name` that keys of the group have already. */
  readonly taken: ReadonlySet<string>;
}

/** A resource of the same kind and name in every org. */
export interface Shared {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly lives: readonly LiveResource[];
}
