/** Calls that came in an hour that is over. */
export interface PastHour {
  /** Beginning of the hour, milliseconds since the epoch. */
  readonly atMs: number;
  readonly calls: number;
}

/** Volume of one hour of the week. */
export interface HourVolume {
  /** Mean of the calls an hour. */
  readonly meanCalls: number;
  /** Nine of ten such hours have no more. */
  readonly highCalls: number;
}

/** By weekday (0 is Sunday) and hour: `weekday × 24 + hour`, in the org's own time. Null where nothing is known. */
export type WeekForecast = readonly (HourVolume | null)[];

export const WEEK_HOURS = 168;
const HOUR_MS = 3_600_000;
/** The epoch was a Thursday. */
const EPOCH_WEEKDAY = 4;
/** Of the normal distribution, at 90 %. */
const Z_90 = 1.2815515655446004;
/** From so many same hours on the 90th percentile is theirs; else it is estimated from how all hours scatter. */
const ENOUGH_HOURS = 10;

/** Which hour of the week an instant is in. */
export function hourOfWeek(atMs: number, offsetMs: number): number {
  const hours = Math.floor((atMs + offsetMs) / HOUR_MS) + EPOCH_WEEKDAY * 24;
  return ((hours % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
}

/** What to expect, from the same hours of earlier weeks. */
export function forecastFrom(history: readonly PastHour[], offsetMs: number): WeekForecast {
  const byHour: number[][] = Array.from({ length: WEEK_HOURS }, () => []);
  for (const { atMs, calls } of history) byHour[hourOfWeek(atMs, offsetMs)]?.push(calls);
  const dispersion = dispersionOf(byHour);
  return byHour.map((counts) => (counts.length === 0 ? null : volumeOf(counts, dispersion)));
}

/**
 * Mean and 90th percentile of the volume over a span, by the hour; hours in part count in part. Null where an hour of it
 * is unknown: missing is never zero.
 */
export function volumeWithin(
  forecast: WeekForecast,
  span: { readonly fromMs: number; readonly toMs: number },
  offsetMs: number,
): HourVolume | null {
  const { fromMs, toMs } = span;
  let [mean, high] = [0, 0];
  for (let atMs = fromMs; atMs < toMs;) {
    const endMs = Math.min(
      toMs,
      (Math.floor((atMs + offsetMs) / HOUR_MS) + 1) * HOUR_MS - offsetMs,
    );
    const volume = forecast[hourOfWeek(atMs, offsetMs)] ?? null;
    if (volume === null) return null;
    const share = (endMs - atMs) / (toMs - fromMs);
    mean += volume.meanCalls * share;
    high += volume.highCalls * share;
    atMs = endMs;
  }
  return { meanCalls: mean, highCalls: high };
}

/** What to expect where only the last hour is known: as much again, and chance on both sides. */
export function volumeFromRecent(callsPerHour: number): HourVolume {
  return volumeOf([callsPerHour], 1);
}

/** The parts of a span that lie in one hour of the clock each. */
export function hoursOf({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): {
  readonly fromMs: number;
  readonly toMs: number;
}[] {
  const parts = [];
  for (let atMs = fromMs; atMs < toMs;) {
    const endMs = Math.min(toMs, (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS);
    parts.push({ fromMs: atMs, toMs: endMs });
    atMs = endMs;
  }
  return parts;
}

function volumeOf(counts: readonly number[], dispersion: number): HourVolume {
  const mean = meanOf(counts);
  const high =
    counts.length >= ENOUGH_HOURS
      ? percentile90(counts)
      : mean + Z_90 * Math.sqrt(mean * dispersion * (1 + 1 / counts.length));
  return { meanCalls: mean, highCalls: Math.max(mean, high) };
}

/** How much more than by chance alone (Poisson: 1) same hours scatter; 1 where there are no two to compare. */
function dispersionOf(byHour: readonly (readonly number[])[]): number {
  let [excess, degrees] = [0, 0];
  for (const counts of byHour) {
    const mean = meanOf(counts);
    if (counts.length < 2 || mean === 0) continue;
    degrees += counts.length - 1;
    for (const count of counts) excess += (count - mean) ** 2 / mean;
  }
  return degrees === 0 ? 1 : Math.max(1, excess / degrees);
}

function percentile90(counts: readonly number[]): number {
  const sorted = counts.toSorted((a, b) => a - b);
  const place = 0.9 * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

function meanOf(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
