import type { PlannedWave } from './rollout-plan.js';

/** An org's calls in a recent hour or so. */
export interface RecentCalls {
  readonly callsPerHour: number;
  /** Abandoned ÷ offered. */
  readonly abandonmentShare: number;
  /** Mean, over answered calls. */
  readonly waitSeconds: number;
  /** Calls that reached a routing strategy. */
  readonly attemptsPerHour: number;
  /** Of these, the share that was sent to a first-priority target. */
  readonly hitShare: number;
}

/** An org as the design of a rollout saw it. */
export interface ExperimentOrg {
  readonly org: string;
  /** `region/carrier/volume`: what it was drawn by, with the parts that the draw cut still in it. */
  readonly stratum: string;
  /** True where the draw could have given it to any wave; false: it gets nothing, or is the hub. */
  readonly candidate: boolean;
  /** Null where its telemetry could not be read. */
  readonly callsPerHour: number | null;
}

/**
 * How a rollout is laid out so that its waves can be judged: everything that the draw was made from, so that it can be
 * made again, and what came out.
 */
export interface Experiment {
  /** Of the draw: `planWaves` (src/domain/waves.ts). */
  readonly seed: string;
  /** Parts that were cut from the end of the strata's names, so that the first wave could be drawn in enough ways. */
  readonly levelsCut: number;
  readonly orgs: readonly ExperimentOrg[];
  readonly waves: readonly PlannedWave[];
  /** Why policy takes no rollout of this plan; null where it does. */
  readonly refusal: string | null;
}
