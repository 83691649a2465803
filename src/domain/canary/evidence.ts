/** Calls of one org that were offered in one interval. An interval that is missing is left out: it is never zero. */
export interface CallInterval {
  /** ISO 8601, platform time. */
  readonly start: string;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Over answered calls. */
  readonly waitSecondsTotal: number;
  /** Of the attempts, those sent to a first-priority target. */
  readonly strategyHits: number;
  /** Calls that reached a routing strategy. */
  readonly strategyAttempts: number;
}

export interface OrgEvidence {
  readonly org: string;
  /** Orgs that are alike, from coarse to fine: `region/carrier/volume`. */
  readonly stratum: string;
  /** `control`: neither changed nor exposed to what changed. */
  readonly role: 'canary' | 'control';
  /** End of its last write, ISO 8601, platform time; null for controls. */
  readonly deployedAt: string | null;
  /** In any order. Intervals of the same weekday and hour of earlier weeks serve where there are no controls. */
  readonly intervals: readonly CallInterval[];
}

/** Bounds on the three metrics, each in its unit. */
export interface MetricBounds {
  /** 0.15 is +15 %, relative. */
  readonly abandonmentIncreaseRatio: number;
  readonly speedOfAnswerIncreaseSeconds: number;
  /** 5 is −5 percentage points. */
  readonly strategyHitRateDropPoints: number;
}

/** What a wave may err, as probabilities. */
export interface ErrorBudget {
  /** A false `fail` up to the horizon. */
  readonly fail: number;
  /** A false `fail` in all checks after the horizon together. */
  readonly hold: number;
  /** A false trip of the hard guard. */
  readonly guard: number;
  /** A `pass` of a release that is at its margin. */
  readonly pass: number;
}

export interface JudgePolicy {
  /** An estimate below these is no failure, however certain. */
  readonly thresholds: MetricBounds;
  /** A release is good enough to go on when it is worse by less than these. */
  readonly margins: MetricBounds;
  /** Fewer offered calls than this on either side: inconclusive. */
  readonly minimumCalls: number;
  /** From the deployment to the last planned check. */
  readonly horizonMinutes: number;
  readonly alpha: ErrorBudget;
}

/** Everything that a verdict is computed from. Times are ISO 8601, platform time. */
export interface Evidence {
  readonly intervalMinutes: number;
  /** From the first to the last write: intervals that touch it are not used. */
  readonly deployment: { readonly from: string; readonly to: string };
  /** How old an interval has to be to be read: the newest are still being counted. Absent: 0. */
  readonly settlingMinutes?: number;
  /** When the evidence was looked at, ascending; the verdict is that of the last one. */
  readonly checks: readonly string[];
  readonly policy: JudgePolicy;
  readonly seed: string;
  /** False where the controls could not have been drawn in the canaries' place: alike in name, not by lot. Absent: true. */
  readonly controlsDrawn?: boolean;
  readonly orgs: readonly OrgEvidence[];
}
