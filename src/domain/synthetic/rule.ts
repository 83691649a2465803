/** What a caller asks of an agent; null: nothing. */
export interface CallerKind {
  readonly skill: string | null;
  readonly language: string | null;
}

/** `staging_gate` of policy.yaml, compiled. */
export interface StagingGateRule {
  /** Environments that pass no release without it. */
  readonly requiredIn: readonly string[];
  /** Calls of the load by calls of production's busiest hour. */
  readonly volumeScale: number;
  /** The load lasts so long, platform time; longer where the checks need more calls, but no longer than that. */
  readonly windowMinutes: number;
  readonly longestMinutes: number;
  /** Calls that are to be expected in each cell that is checked; at least 5. */
  readonly callsPerCell: number;
  /** A weight that is wrong by so many points of a hundred has to be found. */
  readonly weightErrorPoints: number;
  /** Of all checks together: how often they may call a healthy staging ill. */
  readonly significance: number;
  readonly longestWaitSeconds: number;
  /** Share of the calls that may wait longer, overflow or overtake. */
  readonly lateRatio: number;
  /** Who calls, by group; a group that none is for is called by nobody in particular. */
  readonly callers: readonly (CallerKind & { readonly groups: readonly string[] | null })[];
  /** What becomes of a release that does not pass. */
  readonly onFailure: 'keep' | 'rollBack';
}

/** The kinds of callers of a group. */
export function callersOf(rule: Pick<StagingGateRule, 'callers'>, group: string): CallerKind[] {
  const own = rule.callers.filter(({ groups }) => groups === null || groups.includes(group));
  return own.length === 0
    ? [{ skill: null, language: null }]
    : own.map(({ skill, language }) => ({ skill, language }));
}

/** `german, de-DE`; `anybody`. */
export function callerText({ skill, language }: CallerKind): string {
  return [skill, language].filter((part) => part !== null).join(', ') || 'anybody';
}
