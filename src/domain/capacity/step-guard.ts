import type { CallInterval } from '../canary/evidence.js';

/** Calls of a stretch of time, added up. */
export interface CallSums {
  /** Time that the platform has counts of. */
  readonly minutes: number;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly waitSecondsTotal: number;
}

export interface StepBounds {
  /** 0.15 is +15 %, relative. */
  readonly abandonmentIncreaseRatio: number;
  readonly speedOfAnswerIncreaseSeconds: number;
}

export interface StepVerdict {
  readonly state: 'fine' | 'unknown' | 'worse';
  /** For people. */
  readonly reason: string;
}

/** Fewer calls than these say nothing, where more were to be expected. */
const FEWEST_CALLS = 20;
/** One-sided normal quantile: chance alone is this bad once in a thousand looks. */
const CERTAIN = 3.09;

export function sumOf(intervals: readonly CallInterval[], intervalMinutes: number): CallSums {
  const sum = (of: (interval: CallInterval) => number): number =>
    intervals.reduce((total, interval) => total + of(interval), 0);
  return {
    minutes: intervals.length * intervalMinutes,
    offered: sum(({ offered }) => offered),
    answered: sum(({ answered }) => answered),
    abandoned: sum(({ abandoned }) => abandoned),
    waitSecondsTotal: sum(({ waitSecondsTotal }) => waitSecondsTotal),
  };
}

/**
 * A quick look at the callers since a step, against those before the first one: worse is what is past a threshold of the
 * policy and hardly chance. It is no verdict on the release, which takes its time; it keeps more callers from being sent where
 * those before them fare badly.
 */
export function stepGuard(before: CallSums, after: CallSums, bounds: StepBounds): StepVerdict {
  if (before.offered === 0 || after.minutes === 0)
    return { state: 'unknown', reason: 'there is no telemetry to judge the step by' };
  const expected = (before.offered / before.minutes) * after.minutes;
  const worse = abandonsMore(before, after, bounds) ?? waitsLonger(before, after, bounds);
  if (worse !== null) return { state: 'worse', reason: worse };
  if (after.offered < Math.min(FEWEST_CALLS, expected / 2))
    return {
      state: 'unknown',
      reason: `${after.offered} call(s) since the step, of some ${Math.round(expected)}, say nothing yet`,
    };
  return { state: 'fine', reason: `${after.offered} call(s) since the step fare no worse` };
}

function abandonsMore(
  before: CallSums,
  after: CallSums,
  { abandonmentIncreaseRatio }: StepBounds,
): string | null {
  if (after.offered === 0) return null;
  const [was, is] = [before.abandoned / before.offered, after.abandoned / after.offered];
  const all = (before.abandoned + after.abandoned) / (before.offered + after.offered);
  const error = Math.sqrt(all * (1 - all) * (1 / before.offered + 1 / after.offered));
  const isMore = is > was * (1 + abandonmentIncreaseRatio) && is - was > CERTAIN * error;
  return isMore ? `abandonment is ${percent(is)}, before the first step ${percent(was)}` : null;
}

function waitsLonger(
  before: CallSums,
  after: CallSums,
  { speedOfAnswerIncreaseSeconds }: StepBounds,
): string | null {
  if (before.answered === 0 || after.answered === 0) return null;
  const was = before.waitSecondsTotal / before.answered;
  const is = after.waitSecondsTotal / after.answered;
  // Platforms tell means only: waits scatter about as much as they last.
  const error = Math.sqrt(was ** 2 / before.answered + is ** 2 / after.answered);
  const isLonger = is - was > speedOfAnswerIncreaseSeconds && is - was > CERTAIN * error;
  return isLonger
    ? `answering takes ${Math.round(is)} s, before the first step ${Math.round(was)} s`
    : null;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
