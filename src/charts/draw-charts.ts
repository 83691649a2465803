import type { EChartsCoreOption } from 'echarts/core';
import type { Evidence } from '../domain/canary/evidence.js';
import { armLines, armName, deploymentMark } from './arms-panel.js';
import { armMean, armSeries, stretchOf, valueRange, type Arm, type Stretch } from './arms.js';
import { effectRange, estimateSeries, type Limits } from './estimates-panel.js';
import { estimatesOf, judgedChecks, lastOf, type JudgedCheck } from './estimates.js';
import { CHARTED_METRICS, type ChartedMetric } from './metric-words.js';
import { frame, timeAxis, valueAxis } from './frame.js';
import type { DrawCharts } from './port.js';
import { renderSvg } from './svg.js';

/**
 * A chart for each metric that has data: above, canaries against controls over time with what may be chance; below,
 * the estimate with its interval at each check, with threshold and margin.
 */
export const drawCharts: DrawCharts = async (evidence, subject) => {
  const checks = await judgedChecks(evidence);
  const stretch = stretchOf(evidence);
  return CHARTED_METRICS.flatMap((metric) => {
    const canaries = armSeries(evidence, 'canary', metric, stretch);
    if (canaries.every((point) => point === null)) return [];
    const alt = altOf(evidence, checks, metric, stretch);
    const title = `${metric.title}, ${subject}`;
    const option = optionOf(evidence, checks, metric, stretch, title);
    return [{ metric: metric.name, alt, svg: renderSvg(option, { title, description: alt }) }];
  });
};

function optionOf(
  evidence: Evidence,
  checks: readonly JudgedCheck[],
  metric: ChartedMetric,
  stretch: Stretch,
  title: string,
): EChartsCoreOption {
  const arms = (['control', 'canary'] as const)
    .map((arm) => ({ arm, orgs: orgsOf(evidence, arm) }))
    .filter(({ orgs }) => orgs > 0)
    .map((one) => ({ ...one, series: armSeries(evidence, one.arm, metric, stretch) }));
  const points = estimatesOf(checks, metric.name);
  const limits = limitsOf(evidence, checks, metric);
  const range = effectRange(points, limits);
  const mark = deploymentMark({
    fromMs: Date.parse(evidence.deployment.from),
    toMs: Date.parse(evidence.deployment.to),
  });
  const names = arms.map(({ arm, orgs }) => armName(arm, orgs));
  const labels = [...new Set(points.map(({ label }) => label))].sort();
  const values = valueRange(arms.map(({ series }) => series));
  return {
    ...frame(title, lastWord(checks, metric), [...names, ...labels]),
    xAxis: [0, 1].map((gridIndex) => timeAxis(gridIndex, stretch)),
    yAxis: [
      valueAxis(0, metric.axis, metric.valueText, values),
      valueAxis(1, metric.effectAxis, metric.effectTick, range),
    ],
    series: [
      ...arms.flatMap(({ arm, orgs, series }) => armLines(arm, series, orgs)),
      mark,
      ...estimateSeries(points, limits, range, metric.effectText),
      { ...mark, xAxisIndex: 1, yAxisIndex: 1 },
    ],
  };
}

function orgsOf({ orgs }: Evidence, arm: Arm): number {
  return orgs.filter(({ role }) => role === arm).length;
}

function limitsOf(
  { policy }: Evidence,
  checks: readonly JudgedCheck[],
  metric: ChartedMetric,
): Limits {
  const last = lastOf(checks, metric.name);
  if (last !== null) return { threshold: last.threshold, margin: last.margin ?? null };
  const bounds = {
    abandonment: policy.thresholds.abandonmentIncreaseRatio,
    speedOfAnswer: policy.thresholds.speedOfAnswerIncreaseSeconds,
    strategyHitRate: -policy.thresholds.strategyHitRateDropPoints,
  };
  return { threshold: bounds[metric.name], margin: null };
}

/** `fail at the last of 10 checks: estimate +92 %, interval +40 % to +160 %, threshold +15 %`. */
function lastWord(checks: readonly JudgedCheck[], { name, effectText }: ChartedMetric): string {
  const last = lastOf(checks, name);
  const verdict = checks.at(-1)?.verdict;
  if (last === null || last.estimate === null)
    return `no estimate${verdict === undefined ? '' : ` (${verdict.label})`}`;
  const end = (value: number): string => (Number.isFinite(value) ? effectText(value) : 'unbounded');
  const [low, high] = last.interval ?? [-Infinity, Infinity];
  return [
    `${last.label} at the last check: estimate ${effectText(last.estimate)}`,
    `interval ${end(low)} to ${end(high)}`,
    `threshold ${effectText(last.threshold)}`,
  ].join(', ');
}

function altOf(
  evidence: Evidence,
  checks: readonly JudgedCheck[],
  metric: ChartedMetric,
  { fromMs, toMs }: Stretch,
): string {
  const startMs = Date.parse(evidence.deployment.from);
  const deployedMs = Date.parse(evidence.deployment.to);
  const moved = (arm: Arm): string[] => {
    const spans: [number, number][] = [
      [fromMs, Math.max(startMs, fromMs + 1)],
      [deployedMs, Math.max(toMs, deployedMs + 1)],
    ];
    const [before = null, after = null] = spans.map((span) => armMean(evidence, arm, metric, span));
    if (before === null || after === null) return [];
    const name = armName(arm, orgsOf(evidence, arm));
    return [`${name} ${metric.valueText(before)} before and ${metric.valueText(after)} after`];
  };
  const arms = [...moved('canary'), ...moved('control')].join(', ');
  return `${metric.title}: ${arms === '' ? 'no data on one of the sides' : arms}; ${lastWord(checks, metric)}.`;
}
