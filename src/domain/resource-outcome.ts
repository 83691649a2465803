import type { ResourceKey, ResourceKind } from './resource.js';

/** Where one resource of an org stands in a rollout. */
export const ResourceState = {
  /** Nothing of it was written, or not yet. */
  untouched: 'untouched',
  /** Its layer is being written: nobody knows more until the layer says so. */
  inProgress: 'inProgress',
  /** On the release. */
  completed: 'completed',
  /** It could not be written; what came before it was taken back. */
  failed: 'failed',
  /** As before the rollout, but for what people changed since. */
  rolledBack: 'rolledBack',
  /** It could not be taken back: `reason` says why. */
  stranded: 'stranded',
} as const;
export type ResourceState = (typeof ResourceState)[keyof typeof ResourceState];

/** What guarded a write against a concurrent one, the strongest that the resource's platform offers. */
export type Guarantee = 'etag' | 'version' | 'lock' | 'none';

/** One resource that a rollout's plan writes, and what became of it. */
export interface ResourceOutcome {
  readonly key: ResourceKey;
  readonly kind: ResourceKind;
  readonly layer: number;
  readonly state: ResourceState;
  /** The platform's own id, once it is known. */
  readonly id?: string;
  /** What the last write of Rollcall's left: who takes it back by hand makes that conditional on it. */
  readonly version?: string;
  readonly guarantee?: Guarantee;
  /** This rollout created it. */
  readonly created?: true;
  /** Paths left to a person's edit. */
  readonly kept?: number;
  readonly reason?: string;
}

/** How many resources are in each state; states without any are left out. */
export function countStates(
  resources: readonly Pick<ResourceOutcome, 'state'>[],
): Partial<Record<ResourceState, number>> {
  const counts: Partial<Record<ResourceState, number>> = {};
  for (const { state } of resources) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
