/** One reading of the evidence that counts for the verdict. */
export interface Look {
  /** Post slots from, up to and not including. */
  readonly fromSlot: number;
  readonly toSlot: number;
  /** Share of the horizon that is over, at most 1. */
  readonly fraction: number;
  /** Number of the block of a hold, from 1; 0 up to the horizon. */
  readonly holdBlock: number;
}

const MINUTE_MS = 60_000;

/**
 * The looks that a series of checks makes. Up to the horizon each check reads everything since the deployment. A hold
 * after it is cut into blocks as long as the horizon: each is read once, by itself, at the first check after its end.
 */
export function looksOf(
  checksMs: readonly number[],
  deployedMs: number,
  postStartMs: number,
  stepMs: number,
  horizonMinutes: number,
): Look[] {
  const horizonMs = horizonMinutes * MINUTE_MS;
  const slotsUntil = (ms: number): number => Math.max(0, Math.floor((ms - postStartMs) / stepMs));
  const elapsed = checksMs.map((ms) => ms - deployedMs);
  const blockOf = (ms: number): number => Math.max(0, Math.floor(ms / horizonMs) - 1);
  const block = blockOf(elapsed.at(-1) ?? 0);
  if (block > 0) {
    const at = elapsed.find((ms) => blockOf(ms) === block) ?? 0;
    const toSlot = slotsUntil(deployedMs + at);
    const fromSlot = Math.max(0, toSlot - Math.floor(horizonMs / stepMs));
    return [{ fromSlot, toSlot, fraction: 1, holdBlock: block }];
  }
  // A timer is never early, but a little late: the last planned check still belongs to the horizon.
  return elapsed
    .filter((ms) => ms < horizonMs + 2 * stepMs)
    .map((ms) => ({
      fromSlot: 0,
      toSlot: slotsUntil(deployedMs + ms),
      fraction: Math.min(1, ms / horizonMs),
      holdBlock: 0,
    }));
}
