/** One reading of the evidence that counts for the verdict. */
export interface Look {
  /** Post slots from, up to and not including. */
  readonly fromSlot: number;
  readonly toSlot: number;
  /** Up to here there is evidence; later than `toSlot` only after the horizon: guard and weather are of now. */
  readonly latestSlot: number;
  /** Share of the horizon that is over, at most 1. */
  readonly fraction: number;
  /** Number of the block of a hold, from 1; 0 up to the horizon. */
  readonly holdBlock: number;
}

/** Where the intervals after a deployment are. */
export interface PostGrid {
  readonly deployedMs: number;
  /** Start of the first interval. */
  readonly postStartMs: number;
  readonly stepMs: number;
  readonly horizonMinutes: number;
  /** An interval is read once it ended this long ago. */
  readonly settlingMs: number;
}

const MINUTE_MS = 60_000;

/**
 * The looks that a series of checks makes. Up to the horizon each check reads everything since the deployment. A hold
 * after it is cut into blocks as long as the horizon: each is read once, by itself, at the first check after its end.
 */
export function looksOf(checksMs: readonly number[], grid: PostGrid): Look[] {
  const { deployedMs, postStartMs, stepMs, settlingMs } = grid;
  const horizonMs = grid.horizonMinutes * MINUTE_MS;
  const slotsUntil = (ms: number): number =>
    Math.max(0, Math.floor((ms - settlingMs - postStartMs) / stepMs));
  const last = checksMs.at(-1) ?? 0;
  const holdBlock = blockOf(last - deployedMs, horizonMs);
  if (holdBlock > 0) {
    const at = checksMs.find((ms) => blockOf(ms - deployedMs, horizonMs) === holdBlock) ?? last;
    const toSlot = slotsUntil(at);
    const fromSlot = Math.max(0, toSlot - Math.floor(horizonMs / stepMs));
    return [{ fromSlot, toSlot, latestSlot: slotsUntil(last), fraction: 1, holdBlock }];
  }
  const planned = plannedChecks(checksMs, { deployedMs, horizonMs, stepMs });
  return planned.map((ms, at) => ({
    fromSlot: 0,
    toSlot: slotsUntil(ms),
    latestSlot: slotsUntil(at === planned.length - 1 ? last : ms),
    fraction: Math.min(1, (ms - deployedMs) / horizonMs),
    holdBlock: 0,
  }));
}

/**
 * Of the checks so far, those that a verdict at the last one depends on: all up to the horizon; in a hold the first of
 * its block. The list stays short however long a hold is.
 */
export function checksThatCount(
  checksMs: readonly number[],
  grid: Pick<PostGrid, 'deployedMs' | 'stepMs' | 'horizonMinutes'>,
): number[] {
  const { deployedMs, stepMs } = grid;
  const horizonMs = grid.horizonMinutes * MINUTE_MS;
  const last = checksMs.length - 1;
  const block = blockOf((checksMs[last] ?? 0) - deployedMs, horizonMs);
  const first = checksMs.findIndex((ms) => blockOf(ms - deployedMs, horizonMs) === block);
  const planned = plannedChecks(checksMs, { deployedMs, horizonMs, stepMs });
  return checksMs.filter((ms, at) => {
    if (at === last) return true;
    return block > 0 ? at === first : planned.includes(ms);
  });
}

/** True once the checks of the horizon are over and a hold is read in blocks. */
export function isInHold(elapsedMs: number, horizonMinutes: number): boolean {
  return blockOf(elapsedMs, horizonMinutes * MINUTE_MS) > 0;
}

function blockOf(elapsedMs: number, horizonMs: number): number {
  return Math.max(0, Math.floor(elapsedMs / horizonMs) - 1);
}

/** The checks of the horizon. Where all of them were missed, the first one after it makes up for them. */
function plannedChecks(
  checksMs: readonly number[],
  {
    deployedMs,
    horizonMs,
    stepMs,
  }: Pick<PostGrid, 'deployedMs' | 'stepMs'> & { horizonMs: number },
): readonly number[] {
  const planned = checksMs.filter((ms) => isPlanned(ms - deployedMs, horizonMs, stepMs));
  return planned.length > 0 ? planned : checksMs.slice(0, 1);
}

/** A timer is never early, but a little late: the last planned check still belongs to the horizon. */
function isPlanned(elapsedMs: number, horizonMs: number, stepMs: number): boolean {
  return elapsedMs < horizonMs + 2 * stepMs;
}
