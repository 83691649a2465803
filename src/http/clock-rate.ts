/** One `Date` header and when it arrived. */
export interface ClockReading {
  readonly wallMs: number;
  /** Whole seconds, so up to a second behind the truth. */
  readonly platformMs: number;
}

/** How fast a platform's clock runs: platform milliseconds per wall millisecond. */
export interface RateEstimate {
  readonly rate: number;
  /** First, middle and last reading of the stretch that the rate was measured over. */
  readonly stretch: readonly ClockReading[];
}

export const UNKNOWN_RATE: RateEstimate = { rate: 1, stretch: [] };

/** Readings closer together than this say nothing about the rate. */
const MIN_SPACING_MS = 500;
const DATE_RESOLUTION_MS = 1000;
/** Uncertainty of the arrival itself. */
const ARRIVAL_SLACK_MS = 250;

/**
 * The estimate after one more reading. Two neighbouring spans must agree before a rate is believed, so a clock
 * that was set (a jump, a simulator that was advanced) is not taken for one that runs fast.
 */
export function addReading(estimate: RateEstimate, reading: ClockReading): RateEstimate {
  const { rate, stretch } = estimate;
  const [first, middle, last] = stretch;
  const newest = last ?? middle ?? first;
  if (newest === undefined) return { rate, stretch: [reading] };
  if (reading.wallMs - newest.wallMs < MIN_SPACING_MS) return estimate;
  if (first === undefined || middle === undefined) return { rate, stretch: [...stretch, reading] };

  const pivot = last ?? middle;
  const before = rateRange(first, pivot);
  const after = rateRange(pivot, reading);
  if (before.low > after.high || after.low > before.high) return { rate, stretch: [reading] };
  return { rate: believe(rateRange(first, reading)), stretch: [first, pivot, reading] };
}

interface RateRange {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

function rateRange(from: ClockReading, to: ClockReading): RateRange {
  const wallMs = to.wallMs - from.wallMs;
  const platformMs = to.platformMs - from.platformMs;
  return {
    low: (platformMs - DATE_RESOLUTION_MS) / (wallMs + ARRIVAL_SLACK_MS),
    middle: platformMs / wallMs,
    high: (platformMs + DATE_RESOLUTION_MS) / (wallMs - ARRIVAL_SLACK_MS),
  };
}

/** Real clocks run at 1; anything else has to exclude that first. */
function believe(range: RateRange): number {
  if (range.low <= 1 && range.high >= 1) return 1;
  return Math.max(0, range.middle);
}
