/** Limits of one exchange, wall milliseconds, by phase. `request` bounds the whole. */
export interface PhaseTimeouts {
  readonly lookup: number;
  readonly connect: number;
  readonly secureConnect: number;
  readonly send: number;
  readonly response: number;
  readonly request: number;
}

/** Timeouts whose sum of parts never exceeds the whole. */
export function phaseTimeouts(requestTimeoutMs: number): PhaseTimeouts {
  const part = (milliseconds: number): number => Math.min(milliseconds, requestTimeoutMs);
  return {
    lookup: part(2_000),
    connect: part(3_000),
    secureConnect: part(5_000),
    send: part(10_000),
    response: part(15_000),
    request: requestTimeoutMs,
  };
}
