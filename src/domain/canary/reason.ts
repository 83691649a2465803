import { list } from './coverage.js';
import type { Findings } from './decide.js';
import { METRIC_NAMES, METRIC_UNITS } from './metric-words.js';
import type { MetricName, MetricVerdict, Verdict } from './verdict.js';

interface Facts {
  readonly label: Verdict['label'];
  readonly metrics: readonly MetricVerdict[];
  readonly findings: Findings;
  readonly controls: number;
}

/** Beyond these a figure would only look precise. */
const LARGEST: Readonly<Record<MetricName, number>> = {
  abandonment: 1000,
  speedOfAnswer: 3600,
  strategyHitRate: 100,
};

/** One sentence for people: what was found, and the figures behind it. */
export function reasonOf(facts: Facts): string {
  const [first, ...others] = facts.metrics;
  const dead = facts.findings.dead;
  const lost = dead.length === 0 ? '' : `every call of ${list(dead)} has failed lately: `;
  if (first === undefined) return `${lost}there were no calls to judge by`;
  const figures = [`${figure(first)} ${comparison(facts)}`, ...others.map(figure)];
  return `${lost}${finding(facts)}${figures.join('; ')}`;
}

function finding(facts: Facts): string {
  const { missing } = facts.findings;
  if (missing === null || facts.label !== 'inconclusive') return found(facts);
  return `${missing.reason}; of the other orgs: ${found(facts)}`;
}

function found({ label, metrics, findings }: Facts): string {
  const failed = metrics.filter((metric) => metric.label === 'fail');
  if (failed.length > 0) return `${failed.map(pastThreshold).join(' and ')} and no chance: `;
  if (label === 'external' && findings.weather !== null) {
    const { metric, controls } = findings.weather;
    return `${METRIC_NAMES[metric.name]} got unusually worse in the ${orgs(controls)} too, outside cause suspected: `;
  }
  const crossed = metrics.filter(({ thresholdCrossed }) => thresholdCrossed);
  if (crossed.length > 0 && label !== 'fail')
    return `${crossed.map(pastThreshold).join(' and ')}, ${doubt(crossed, findings)}: `;
  return label === 'inconclusive' && findings.missing === null
    ? 'not yet enough calls to tell: '
    : '';
}

function doubt(crossed: readonly MetricVerdict[], { comparison: with_ }: Findings): string {
  if (with_ === 'ownPast') return 'without controls to tell the cause by';
  return crossed.some(({ significant }) => significant)
    ? 'but a single interval carries it'
    : 'which may be chance';
}

function pastThreshold({ metric, threshold }: MetricVerdict): string {
  return `${METRIC_NAMES[metric]} is past ${inUnit(metric, [threshold])}`;
}

function comparison({ findings, controls }: Facts): string {
  if (findings.comparison === 'samePastHours')
    return 'against the same hours of earlier weeks, which is weaker than against control orgs';
  if (findings.comparison === 'ownPast')
    return 'against their own past, which is weaker than against control orgs';
  return `against ${orgs(controls)}`;
}

function orgs(count: number): string {
  return count === 1 ? '1 control org' : `${count} control orgs`;
}

function figure({ metric, estimate, interval, confidence, margin }: MetricVerdict): string {
  if (estimate === null || interval === null) return `${METRIC_NAMES[metric]} without data`;
  const percent = confidence === undefined ? 98 : Math.round(100 * confidence);
  const accepted = margin === undefined ? '' : `, up to ${inUnit(metric, [margin])} passes`;
  return `${METRIC_NAMES[metric]} ${inUnit(metric, [estimate])} (${percent} % interval ${inUnit(metric, interval)}${accepted})`;
}

function inUnit(metric: MetricName, values: readonly number[]): string {
  const isRatio = metric === 'abandonment';
  const texts = values.map((value) => text(metric, isRatio ? 100 * value : value, isRatio ? 0 : 1));
  return `${texts.join('…')} ${METRIC_UNITS[metric]}`;
}

function text(metric: MetricName, value: number, digits: number): string {
  const largest = LARGEST[metric];
  if (Math.abs(value) > largest) return `more than ${value < 0 ? '−' : '+'}${largest}`;
  const size = Math.abs(value).toFixed(digits).replace(/\.0+$/, '');
  if (Number(size) === 0) return '±0';
  return value < 0 ? `−${size}` : `+${size}`;
}
