/** Somebody stopped the line: no rollout starts another wave. */
export interface LineStop {
  readonly by: string;
  readonly reason: string;
  /** Wall clock, ISO 8601; null where nobody wrote it down. */
  readonly at: string | null;
}

/** Where the line is stopped; null: it is not, there. */
export interface LineState {
  /** By `rollcall line --stop` or the workflow `line`, in the ledger. */
  readonly ledger: LineStop | null;
  /** By `stop_the_line` in operations.yaml on the protected branch. */
  readonly operations: LineStop | null;
  /** Why it cannot be told what operations.yaml says. */
  readonly fault?: string;
}

/** For people: who stopped the line, why, and how it is released; empty where it is not stopped. */
export function lineReasons({ ledger, operations }: Omit<LineState, 'fault'>): string[] {
  return [
    ...(ledger === null
      ? []
      : [`${stopText(ledger)} (release it with: rollcall line --release --by YOU)`]),
    ...(operations === null ? [] : [`${stopText(operations)} (operations.yaml)`]),
  ];
}

function stopText({ by, reason, at }: LineStop): string {
  const since = at === null ? '' : ` since ${at.slice(0, 16)}Z`;
  return `the line is stopped by ${by}${since}: ${reason}`;
}

/** Name of the signal by which a rollout that waits for clearance looks at once instead of when its timer is due. */
export const LOOK_AGAIN = 'lookAgain';
