import { columnsPerOutcome, outcomes, type OrgStatistics } from '../traffic/org-statistics.js';

/** A stretch of platform time in equal steps. */
export interface Steps {
  fromMs: number;
  stepMs: number;
  count: number;
}

/** What became of an org's callers, by the step in which they called. */
export interface CallSeries {
  answered: number[];
  abandoned: number[];
  /** Of the answered, summed up. */
  waitSeconds: number[];
}

const minuteMs = 60_000;
/** Of the callers of the last minutes, only those who gave up at once are known. */
const unsettledMs = 2 * minuteMs;

/** The last steps of which the end of most calls is known. */
export function settledSteps(nowMs: number, minutes: number, count: number): Steps {
  const stepMs = Math.max(1, Math.round(minutes / count)) * minuteMs;
  const toMs = Math.floor((nowMs - unsettledMs) / stepMs) * stepMs;
  return { fromMs: toMs - count * stepMs, stepMs, count };
}

export function callSeries(statistics: OrgStatistics, steps: Steps): CallSeries {
  const series: CallSeries = {
    answered: zeros(steps.count),
    abandoned: zeros(steps.count),
    waitSeconds: zeros(steps.count),
  };
  for (const ring of statistics.queues.values()) {
    for (let step = 0; step < steps.count; step += 1) {
      const fromMs = steps.fromMs + step * steps.stepMs;
      addStep(series, step, ring.sum(fromMs, fromMs + steps.stepMs));
    }
  }
  series.waitSeconds = series.waitSeconds.map((seconds) => Math.round(seconds * 10) / 10);
  return series;
}

function addStep(series: CallSeries, step: number, sums: number[]): void {
  for (const [index, outcome] of outcomes.entries()) {
    const [calls = 0, waits = 0] = sums.slice(index * columnsPerOutcome);
    if (outcome.dispositionCode === 'abandoned') add(series.abandoned, step, calls);
    else {
      add(series.answered, step, calls);
      add(series.waitSeconds, step, waits);
    }
  }
}

function add(numbers: number[], index: number, amount: number): void {
  numbers[index] = (numbers[index] ?? 0) + amount;
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}
