import type { JudgePolicy, MetricBounds } from './evidence.js';
import { FEWEST_CONTROLS } from './prepare.js';
import { waveBudget } from './spending.js';

/** Of a whole rollout: that it is ever taken back for nothing; of a wave: that a release at its margin passes. */
const TOTAL_FALSE_FAILURES = 0.05;
const FALSE_PASSES = 0.04;

/** The guide's. */
export const DEFAULT_THRESHOLDS: MetricBounds = {
  abandonmentIncreaseRatio: 0.15,
  speedOfAnswerIncreaseSeconds: 10,
  strategyHitRateDropPoints: 5,
};

/** How much worse than nothing a release may be to go on from each rung; after the last of these the thresholds hold. */
const LADDER: readonly MetricBounds[] = [
  { abandonmentIncreaseRatio: 1, speedOfAnswerIncreaseSeconds: 30, strategyHitRateDropPoints: 15 },
  {
    abandonmentIncreaseRatio: 0.5,
    speedOfAnswerIncreaseSeconds: 20,
    strategyHitRateDropPoints: 10,
  },
];

/** The margins of a rung, from 0: they narrow as the evidence of the rollout grows, and are never below the thresholds. */
export function marginsAt(rung: number, thresholds: MetricBounds): MetricBounds {
  const margins = LADDER[rung] ?? thresholds;
  const larger = (name: keyof MetricBounds): number => Math.max(margins[name], thresholds[name]);
  return {
    abandonmentIncreaseRatio: larger('abandonmentIncreaseRatio'),
    speedOfAnswerIncreaseSeconds: larger('speedOfAnswerIncreaseSeconds'),
    strategyHitRateDropPoints: larger('strategyHitRateDropPoints'),
  };
}

/** Where a wave stands in its rollout: says its margins and its share of the rollout's error. */
export interface WavePlace {
  /** Rung of the ladder of margins, from 0. */
  readonly rung: number;
  /** Which of the judged waves this is, from 0, the first subs; and how many there are. */
  readonly wave: number;
  readonly waves: number;
}

/**
 * By the plan's waves, `index` 0 being the hub: whatever is planned anew or done again, a wave keeps its place, and so
 * its share. The hub comes last in line: the wave of the first subs is the one that power is short of.
 */
export function placeOf(
  waves: readonly { readonly index: number; readonly controls: readonly string[] }[],
  index: number,
): WavePlace {
  const subs = waves.filter((wave) => wave.index > 0);
  const position = subs.findIndex((wave) => wave.index === index);
  const controls = waves.find((wave) => wave.index === index)?.controls.length ?? 0;
  const rung = Math.max(0, position);
  return {
    rung: controls < FEWEST_CONTROLS ? Math.min(rung, LADDER.length - 1) : rung,
    wave: position < 0 ? subs.length : position,
    waves: waves.length,
  };
}

export interface PolicyInput extends WavePlace {
  /** From the deployment to the last planned check. */
  readonly horizonMinutes: number;
  readonly thresholds?: MetricBounds;
  readonly minimumCalls?: number;
}

/** The policy of one wave: its margins, and its share of the rollout's error. */
export function policyFor(input: PolicyInput): JudgePolicy {
  const { rung, wave, waves, horizonMinutes, thresholds = DEFAULT_THRESHOLDS } = input;
  return {
    thresholds,
    margins: marginsAt(rung, thresholds),
    minimumCalls: input.minimumCalls ?? 200,
    horizonMinutes,
    alpha: { ...waveBudget(wave, waves, TOTAL_FALSE_FAILURES), pass: FALSE_PASSES },
  };
}
