/** What a queue tells of how long its calls take. */
export interface HandledCalls {
  /** Mean, wrap-up included; null where none was handled. */
  readonly handleSeconds: number | null;
  readonly handledCalls: number;
}

/** So many calls of its own count as much as what all queues say together. */
const PRIOR_CALLS = 100;

/**
 * Mean handle times, drawn towards that of all queues where a queue has few calls: one long call must move no weights.
 * Null where no queue handled any.
 */
export function steadyHandleSeconds(queues: readonly HandledCalls[]): number[] | null {
  const calls = queues.reduce((sum, one) => sum + countOf(one), 0);
  if (calls === 0) return null;
  const seconds = queues.reduce((sum, one) => sum + countOf(one) * (one.handleSeconds ?? 0), 0);
  const pooled = seconds / calls;
  return queues.map((one) => {
    const own = countOf(one);
    return (own * (one.handleSeconds ?? 0) + PRIOR_CALLS * pooled) / (own + PRIOR_CALLS);
  });
}

function countOf({ handleSeconds, handledCalls }: HandledCalls): number {
  return handleSeconds === null ? 0 : handledCalls;
}
