export const MINUTE_MS = 60_000;
/** Length of an interval of telemetry: the guide's. */
export const STEP_MINUTES = 5;

const STEP_MS = STEP_MINUTES * MINUTE_MS;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const MOST_WEEKS = 8;

/** Platform time, milliseconds since the epoch; whole steps. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SampleWindows {
  /** Up to the first whole minute after the last write. */
  readonly before: Window;
  /** From there on; of a long hold its latest part. */
  readonly since: Window;
  /** The same hours of earlier weeks, the latest first. */
  readonly earlierWeeks: readonly Window[];
}

export interface SampledTimes {
  readonly preToMs: number;
  readonly postFromMs: number;
  readonly nowMs: number;
  readonly preWindowMinutes: number;
  readonly horizonMinutes: number;
  readonly withEarlierWeeks: boolean;
}

/**
 * What a check asks the platforms for. Intervals are counted from the first whole minute after the last write, so
 * that none is lost between it and the hour's own. A hold is read two horizons back, however long it lasts.
 */
export function sampleWindows(times: SampledTimes): SampleWindows {
  const postFromMs = Math.ceil(times.postFromMs / MINUTE_MS) * MINUTE_MS;
  const onGrid = (ms: number): number =>
    postFromMs + Math.floor((ms - postFromMs) / STEP_MS) * STEP_MS;
  const preToMs = onGrid(times.preToMs);
  const preFromMs = preToMs - Math.floor(times.preWindowMinutes / STEP_MINUTES) * STEP_MS;
  const toMs = Math.max(postFromMs, onGrid(times.nowMs));
  const recentMs = onGrid(toMs - 2 * times.horizonMinutes * MINUTE_MS);
  const before = { fromMs: preFromMs, toMs: postFromMs };
  const since = { fromMs: Math.max(postFromMs, recentMs), toMs };
  const weeks = times.withEarlierWeeks ? MOST_WEEKS : 0;
  const earlierWeeks = Array.from({ length: weeks }, (_, at) => (at + 1) * WEEK_MS).map(
    (agoMs) => ({ fromMs: preFromMs - agoMs, toMs: toMs - agoMs }),
  );
  return { before, since, earlierWeeks };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
