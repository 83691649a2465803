import { addReading, UNKNOWN_RATE } from './clock-rate.js';
import { parseDate } from './http-date.js';

/** A platform's clock as its answers' `Date` headers tell it. One per org client. */
export interface PlatformClock {
  /** Takes note of an answer's `Date` header, and of when it arrived (wall clock). */
  observe(dateHeader: string | undefined, wallMs?: number): void;
  /** Platform time, at most about a second behind the truth; the wall's before the first answer. */
  nowMs(): number;
  /** Platform milliseconds per wall millisecond; 1 until measured, 0 for a frozen clock. */
  rate(): number;
  /** Wall milliseconds that a platform duration takes. A frozen clock is taken for one that runs at 1. */
  toWallMs(platformDurationMs: number): number;
  /** Wall milliseconds since the last `Date` header; infinite before the first. */
  ageMs(): number;
}

/** Slower than this is frozen: dividing by it would make every wait endless. */
const FROZEN_BELOW = 0.01;
const DATE_RESOLUTION_MS = 1000;

/** Creates a clock that knows nothing yet. */
export function createPlatformClock(wallNow: () => number = Date.now): PlatformClock {
  let estimate = UNKNOWN_RATE;
  let anchor: { wallMs: number; platformMs: number } | null = null;

  const at = (wallMs: number): number =>
    anchor === null
      ? wallMs
      : anchor.platformMs + Math.max(0, wallMs - anchor.wallMs) * estimate.rate;

  return {
    observe(dateHeader, wallMs = wallNow()) {
      const platformMs = parseDate(dateHeader);
      if (platformMs === null) return;
      const expectedMs = anchor === null ? platformMs : at(wallMs);
      // Within the header's resolution our own clock is finer than the header, and must not step back.
      const agrees = expectedMs >= platformMs && expectedMs < platformMs + DATE_RESOLUTION_MS;
      anchor = { wallMs, platformMs: agrees ? expectedMs : platformMs };
      estimate = addReading(estimate, { wallMs, platformMs });
    },
    nowMs: () => at(wallNow()),
    rate: () => estimate.rate,
    toWallMs: (platformDurationMs) =>
      Math.ceil(platformDurationMs / (estimate.rate < FROZEN_BELOW ? 1 : estimate.rate)),
    ageMs: () => (anchor === null ? Number.POSITIVE_INFINITY : wallNow() - anchor.wallMs),
  };
}
