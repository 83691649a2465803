import { METRIC_NAMES, METRIC_UNITS } from './metric-words.js';
import type { MetricName, MetricVerdict, Verdict } from './verdict.js';

interface Facts {
  readonly label: Verdict['label'];
  readonly metrics: readonly MetricVerdict[];
  /** Control orgs with data; 0 where the canaries are compared with their own past. */
  readonly controlOrgs: number;
  /** Relative change of the controls' own abandonment, 0.5 is +50 %. Null without controls. */
  readonly controlIncreaseRatio: number | null;
}

/** Of increases in percent, beyond which a figure would only look precise. */
const LARGEST_PERCENT = 1000;

/** One sentence for people: what was found, and the figures behind it. */
export function reasonOf(facts: Facts): string {
  const [first, ...others] = facts.metrics;
  if (first === undefined) return 'there were no calls to judge by';
  const figures = [`${figure(first)} ${comparison(facts.controlOrgs)}`, ...others.map(figure)];
  return `${finding(facts)}${figures.join('; ')}`;
}

function finding({ label, metrics, controlOrgs, controlIncreaseRatio }: Facts): string {
  if (label === 'fail') {
    const failed = metrics.filter((metric) => metric.label === 'fail');
    return `${failed.map(pastThreshold).join(' and ')} in two checks in a row: `;
  }
  if (label === 'external') {
    const moved = inUnit('abandonment', [controlIncreaseRatio ?? 0]);
    return `abandonment moved by ${moved} in the ${orgs(controlOrgs)} too, outside cause suspected: `;
  }
  const crossed = metrics.filter(({ thresholdCrossed }) => thresholdCrossed);
  if (crossed.length === 0) return '';
  return `${crossed.map(pastThreshold).join(' and ')}, ${doubt(crossed, controlOrgs)}: `;
}

function doubt(crossed: readonly MetricVerdict[], controlOrgs: number): string {
  if (controlOrgs === 0) return 'without controls to tell the cause by';
  return crossed.some(({ significant }) => significant)
    ? 'to be confirmed by the next check'
    : 'which may be chance';
}

function pastThreshold({ metric, threshold }: MetricVerdict): string {
  return `${METRIC_NAMES[metric]} is past ${inUnit(metric, [threshold])}`;
}

function comparison(controlOrgs: number): string {
  return controlOrgs === 0
    ? 'against their own past, which is weaker than against control orgs'
    : `against ${orgs(controlOrgs)}`;
}

function orgs(count: number): string {
  return count === 1 ? '1 control org' : `${count} control orgs`;
}

function figure({ metric, estimate, interval, thresholdCrossed }: MetricVerdict): string {
  if (estimate === null || interval === null) return `${METRIC_NAMES[metric]} without data`;
  const text = `${METRIC_NAMES[metric]} ${inUnit(metric, [estimate])}`;
  const withInterval = metric === 'abandonment' || thresholdCrossed;
  return withInterval ? `${text} (98 % interval ${inUnit(metric, interval)})` : text;
}

function inUnit(metric: MetricName, values: readonly number[]): string {
  const isRatio = metric === 'abandonment';
  const texts = values.map((value) => (isRatio ? percent(100 * value) : signed(value, 1)));
  return `${texts.join('…')} ${METRIC_UNITS[metric]}`;
}

function percent(value: number): string {
  return value > LARGEST_PERCENT ? `more than +${LARGEST_PERCENT}` : signed(value, 0);
}

function signed(value: number, digits: number): string {
  const size = Math.abs(value).toFixed(digits).replace(/\.0+$/, '');
  if (Number(size) === 0) return '±0';
  return value < 0 ? `−${size}` : `+${size}`;
}
