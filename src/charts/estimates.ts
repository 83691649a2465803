import { setImmediate } from 'node:timers/promises';
import type { Evidence } from '../domain/canary/evidence.js';
import { judge } from '../domain/canary/judge.js';
import type { MetricName, MetricVerdict, Verdict, VerdictLabel } from '../domain/canary/verdict.js';

/** A check, and what was said at it. */
export interface JudgedCheck {
  readonly atMs: number;
  readonly verdict: Verdict;
}

/** One metric at one check. */
export interface EstimatePoint {
  readonly atMs: number;
  readonly label: VerdictLabel;
  readonly estimate: number;
  /** Ends that the data do not bound are infinite. */
  readonly interval: readonly [number, number] | null;
}

/** Judging again is what costs: of more checks than these, some are left out, never the first nor the last. */
const MOST_CHECKS = 20;

/** What the judge said at the checks, made again from the evidence: each looks at no more than was there then. */
export async function judgedChecks(evidence: Evidence): Promise<JudgedCheck[]> {
  const { checks } = evidence;
  const judged: JudgedCheck[] = [];
  for (const at of chosen(checks.length)) {
    // Judging takes a while, and whoever draws has other things to do.
    await setImmediate();
    const verdict = judge({ ...evidence, checks: checks.slice(0, at + 1) });
    judged.push({ atMs: Date.parse(checks[at] ?? ''), verdict });
  }
  return judged;
}

/** The checks at which there was something to estimate. */
export function estimatesOf(checks: readonly JudgedCheck[], metric: MetricName): EstimatePoint[] {
  return checks.flatMap(({ atMs, verdict }) => {
    const found = verdict.metrics.find((one) => one.metric === metric);
    if (found === undefined || found.estimate === null) return [];
    const { label, estimate, interval } = found;
    // Outside causes are found for the release as a whole, not for a metric.
    return [{ atMs, label: verdict.label === 'external' ? 'external' : label, estimate, interval }];
  });
}

/** The last word on a metric; null where there never was one. */
export function lastOf(checks: readonly JudgedCheck[], metric: MetricName): MetricVerdict | null {
  const found = checks.at(-1)?.verdict.metrics.find((one) => one.metric === metric);
  return found ?? null;
}

function chosen(count: number): number[] {
  if (count <= MOST_CHECKS) return [...Array(count).keys()];
  const step = (count - 1) / (MOST_CHECKS - 1);
  return Array.from({ length: MOST_CHECKS }, (_, at) => Math.round(at * step));
}
