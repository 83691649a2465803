/** Calls of one org in one window, summed. Input of the judge. */
export interface CallSums {
  /** Answered and abandoned calls, by offer time. */
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Over answered calls. */
  readonly waitSecondsSum: number;
  readonly waitSecondsSumOfSquares: number;
  /** Calls that reached a routing strategy, and of those the ones sent to a first-priority target. */
  readonly strategyReached: number;
  readonly strategyFirstPriority: number;
}

/** What one org contributes to a check. Null where telemetry was missing or stale. */
export interface OrgEvidence {
  readonly org: string;
  readonly arm: 'canary' | 'control';
  readonly stratum: string;
  readonly pre: CallSums | null;
  readonly post: CallSums | null;
}

/** One check's evidence: windows in platform time, ISO 8601. */
export interface Evidence {
  readonly preFrom: string;
  readonly preTo: string;
  readonly postFrom: string;
  readonly postTo: string;
  readonly orgs: readonly OrgEvidence[];
}
