import type { Callers } from '../world-file.js';
import { ArrivalRate } from './arrival-rate.js';
import type { Call } from './call.js';
import { demandOf, type Demand } from './demand.js';
import { diceOf, exponentialOf, purposes, streamKey, type StreamKey } from './draws.js';
import type { OrgStatistics } from './org-statistics.js';

const minuteMs = 60_000;

/** What the callers of one kind have in common. */
export interface CallSource {
  readonly orgId: string;
  readonly region: string;
  readonly entryFlowId: string;
  readonly demand: Demand;
  readonly statistics: OrgStatistics;
  /** Hazard of hanging up while the flow plays. */
  readonly hangUpsPerMs: number;
  /** Infinite: nobody gives up. */
  readonly meanPatienceMs: number;
  /** All have the same patience, instead of an exponential one. */
  readonly patienceIsExact: boolean;
}

/** The org that a stream of callers calls, and what it tells about them. */
export interface CalledOrg {
  id: string;
  region: string;
  statistics: OrgStatistics;
  hourlyFactors: readonly number[] | null;
  offsetMs: number;
}

/** One stream of an org's callers. Nothing that happens to another stream changes who calls here. */
export class CallerStream implements CallSource {
  readonly orgId: string;
  readonly region: string;
  readonly entryFlowId: string;
  readonly demand: Demand;
  readonly statistics: OrgStatistics;
  readonly hangUpsPerMs: number;
  readonly meanPatienceMs: number;
  readonly patienceIsExact = false;
  readonly rate: ArrivalRate;
  /** The caller who comes next: an announcement of any other is out of date. */
  next: Call | null = null;
  readonly #key: StreamKey;
  #lastArrivalMs: number;

  constructor(org: CalledOrg, callers: Callers, index: number, seed: number, fromMs: number) {
    this.orgId = org.id;
    this.region = org.region;
    this.entryFlowId = callers.entryFlowId;
    this.demand = demandOf(callers.skill, callers.language);
    this.statistics = org.statistics;
    this.hangUpsPerMs = callers.flowHangupRatioPerMinute / minuteMs;
    this.meanPatienceMs = (callers.patienceSeconds ?? Infinity) * 1000;
    const factors = callers.hourlyFactors ?? org.hourlyFactors;
    this.rate = new ArrivalRate(callers.perMinute, factors, org.offsetMs);
    this.#key = streamKey(seed, `${org.id}/callers/${index}`);
    this.#lastArrivalMs = fromMs;
  }

  diceOf(nth: number): number {
    return diceOf(this.#key, nth);
  }

  /** The next caller has come. */
  arrived(atMs: number): void {
    this.#lastArrivalMs = atMs;
  }

  /** When the nth caller comes, as the rate is known now. */
  arrivalOf(nth: number): number {
    return this.rate.reach(exponentialOf(this.diceOf(nth), purposes.gap), this.#lastArrivalMs);
  }
}
