import type { Callers } from '../world-file.js';
import { Call } from './call.js';
import type { OrgStatistics } from './org-statistics.js';
import { RandomStream } from './random-stream.js';

const minuteMs = 60_000;

/** The callers of one org. Streams belong to the org, so a change here reshuffles no other org. */
export class CallSource {
  readonly orgId: string;
  readonly entryFlowId: string;
  readonly statistics: OrgStatistics;
  readonly meanHangUpMs: number;
  readonly meanPatienceMs: number;
  readonly streams: {
    arrivals: RandomStream;
    patience: RandomStream;
    handling: RandomStream;
    routing: RandomStream;
  };
  activeCalls = 0;
  readonly #meanGapMs: number;

  constructor(orgId: string, callers: Callers, seed: number, statistics: OrgStatistics) {
    this.orgId = orgId;
    this.entryFlowId = callers.entryFlowId;
    this.statistics = statistics;
    this.meanPatienceMs = callers.patienceSeconds * 1000;
    this.meanHangUpMs = minuteMs / callers.flowHangupRatioPerMinute;
    this.#meanGapMs = minuteMs / callers.perMinute;
    this.streams = {
      arrivals: new RandomStream(seed, `${orgId}/arrivals`),
      patience: new RandomStream(seed, `${orgId}/patience`),
      handling: new RandomStream(seed, `${orgId}/handling`),
      routing: new RandomStream(seed, `${orgId}/routing`),
    };
  }

  /** The next caller after the given instant; infinitely late when nobody calls. */
  nextCall(afterMs: number): Call {
    return new Call(this, afterMs + this.streams.arrivals.exponential() * this.#meanGapMs);
  }
}
