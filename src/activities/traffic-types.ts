import type { LayerResult, OrgInput, RunScope } from './types.js';

/** Whether the orgs of a wave have the agents for what is to come. */
export interface CapacityCheck {
  readonly open: boolean;
  /** For people, the worst first: org, queue and skills, how many agents short and until when; or what is not known. */
  readonly shortages: readonly string[];
}

export interface ShiftInput extends OrgInput {
  /** From 1. */
  readonly step: number;
  /** Platform time before the first step; its callers are what later ones are compared with. */
  readonly preToMs: number;
  /** Platform time of the step before; null before the first one. */
  readonly sinceMs: number | null;
}

/** `waits`: not yet, for a reason that may pass; `worse`: the callers of the step before fare badly. */
export type ShiftResult =
  | ({ readonly state: 'moved' } & Pick<LayerResult, 'kept' | 'resources' | 'platformTimeMs'>)
  | { readonly state: 'waits' | 'worse'; readonly reason: string };

/** Those that go by agents and callers. */
export interface TrafficActivities {
  /** Agents on queue against the calls that are to come, by the policy's `capacity`. Reads only. */
  checkCapacity(input: { scope: RunScope; orgs: readonly string[] }): Promise<CapacityCheck>;
  /** One step of an org's weights towards the release, if the one before did no harm. */
  shiftTraffic(input: ShiftInput): Promise<ShiftResult>;
}
