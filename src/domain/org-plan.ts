import type { Json, JsonObject } from './json.js';
import type { ResourceKind } from './resource.js';

/** What happens to a resource as a whole. */
export const ChangeAction = {
  added: 'added',
  modified: 'modified',
  unchanged: 'unchanged',
  /** Only a person's edits differ; they stay. */
  kept: 'kept',
  /** Both sides changed the same path, and policy holds it. Other paths may still be written. */
  conflict: 'conflict',
} as const;
export type ChangeAction = (typeof ChangeAction)[keyof typeof ChangeAction];

/**
 * Place of a value in a resource: member names joined by `/` with a leading one, `~1` for `/` and `~0`
 * for `~` in names (RFC 6901), and `[id]` for the element of a keyed list that has this `id`.
 * `/blocks/[block_001]/properties/value`. Lists whose elements have no `id` are one value.
 */
export type PlanPath = string;

/** One path that the plan writes. `from` absent: the path is not there; `to` absent: it is removed. */
export interface PathChange {
  readonly path: PlanPath;
  readonly from?: Json;
  readonly to?: Json;
  /** True where no base was known: nobody can tell whether `from` is a person's edit. */
  readonly unbased?: true;
  /**
   * Values on the way from `from` to `to`, in their order, the first one as it is before any step: what one of them has
   * taken the place of counts as `from`. Absent: it changes at once.
   */
  readonly via?: readonly Json[];
  /**
   * Values that the same rollout wrote there afterwards, as agents came and went: they count as what it wrote. Never part
   * of a plan on record.
   */
  readonly adjusted?: readonly Json[];
}

/** A path that the plan leaves as it is live, though the release or a person differs. */
export interface HeldPath {
  readonly path: PlanPath;
  readonly live?: Json;
  readonly desired?: Json;
  readonly reason: 'kept' | 'conflict';
}

/** `policy:` and the name that a policy gives to a path of its own. */
export type Sensitivity = 'routing_weights' | 'trunk_failover' | `policy:${string}`;

/** Last values that Rollcall wrote or found equal to its target, by path, and the id they were under. */
export interface ResourceBase {
  readonly id: string;
  readonly values: Readonly<Record<PlanPath, Json>>;
  /** Of weights that followed the agents: what the release asked for when they were left so. Absent: none did. */
  readonly adjusted?: Readonly<Record<PlanPath, Json>>;
}

/** A queue that a strategy sends callers to, and how far its weight may follow the agents. */
export interface EnvelopeTarget {
  /** Full key; the platform's own id where no template declares the queue. */
  readonly queue: string;
  /** As the plan leaves it. */
  readonly weight: number;
  /** Lowest and highest weight that an approval of the plan covers. */
  readonly min: number;
  readonly max: number;
  /** Part of the queue's agents that the strategy's callers can count on, beside those of others: above 0, at most 1. */
  readonly agentsShare: number;
}

/** What the weights of a strategy may become while its org's window is open. */
export interface StrategyEnvelope {
  /** Points of a hundred that one step moves at most. */
  readonly stepCapPoints: number;
  /** Those of one priority, which have all of the weight. */
  readonly targets: readonly EnvelopeTarget[];
}

export interface ResourcePlan {
  readonly key: string;
  readonly kind: ResourceKind;
  readonly component: string;
  readonly name: string;
  /** Null while the resource does not exist in the org. */
  readonly id: string | null;
  readonly action: ChangeAction;
  /** Paths to write, in path order; empty for `added` (the whole of `desired` is created). */
  readonly changes: readonly PathChange[];
  readonly held: readonly HeldPath[];
  /** Rendered target with symbolic references. */
  readonly desired: JsonObject;
  readonly sensitive: readonly Sensitivity[];
  /** Absent: the weights stay as the plan leaves them. */
  readonly envelope?: StrategyEnvelope;
  /** Position in the org's dependency order, from 0. */
  readonly layer: number;
}

/** A resource that an earlier release brought and that no template of this one declares any more. */
export interface RemovedResource {
  readonly key: string;
  /** The platform's own id, as of the last close. */
  readonly id: string;
}

/** What a rollout will do to one org. Recorded whole in the ledger before the first write. */
export interface OrgPlan {
  readonly org: string;
  readonly realOrgId: string;
  readonly environment: string;
  readonly commit: string;
  readonly releaseDigest: string;
  readonly resources: readonly ResourcePlan[];
  /** By key; absent where there is none. They stay as they are live, unless the plan prunes. */
  readonly removed?: readonly RemovedResource[];
  /** Policy removes them when the rollout closes. Absent: it does not, or there is nothing to remove. */
  readonly prunes?: true;
  /** Number of layers; layers are written in ascending order and reverted in descending order. */
  readonly layers: number;
  /** Hex SHA-256 over all of the above. */
  readonly digest: string;
}

export type PlanCounts = Readonly<Record<ChangeAction, number>>;
