import type { Policy } from '../release-model.js';
import { decideMetric, isExternal, overallLabel } from './decide.js';
import { contrast } from './estimate.js';
import type { Evidence } from './evidence.js';
import { missingData } from './missing-data.js';
import { prepareMetrics } from './prepare.js';
import { reasonOf } from './reason.js';
import type { MetricVerdict, Verdict } from './verdict.js';

export interface JudgeInput {
  readonly evidence: Evidence;
  readonly thresholds: Policy['thresholds'];
  /** Fewer offered calls than this in any arm and window: inconclusive. */
  readonly minimumCalls: number;
  /** The verdict of the check before, of the same wave; null for the first. */
  readonly previous: Verdict | null;
}

/**
 * Judges one check: did callers of the changed orgs get worse by more than those of the orgs that the
 * release does not reach? Pure, so that a stored verdict can be recomputed from its stored evidence.
 */
export function judge({ evidence, thresholds, minimumCalls, previous }: JudgeInput): Verdict {
  const missing = missingData(evidence, minimumCalls);
  if (missing !== null) return unjudged(missing);
  const controlOrgs = evidence.orgs.filter(
    ({ arm, pre, post }) => arm === 'control' && pre !== null && post !== null,
  ).length;
  const comparedWith = controlOrgs > 0 ? 'controls' : 'ownPast';
  const compared = prepareMetrics(evidence).map((prepared) => ({
    prepared,
    effect: contrast(prepared.deltas, comparedWith),
  }));
  const decided = compared.map(({ prepared, effect }) =>
    decideMetric(prepared, effect, thresholds, previous),
  );
  const abandonment = compared.find(({ prepared }) => prepared.metric === 'abandonment')?.effect;
  const external = abandonment ? isExternal(abandonment, thresholds) : false;
  const label = overallLabel(decided, external);
  const metrics = label === 'external' ? decided.map(asExternal) : decided;
  const drift = abandonment?.controls?.mean;
  const controlIncreaseRatio = drift === undefined ? null : Math.expm1(drift);
  return {
    label,
    metrics,
    comparedWith,
    flagged: metrics.some((metric) => metric.thresholdCrossed && metric.label !== 'fail'),
    reason: reasonOf({ label, metrics, controlOrgs, controlIncreaseRatio }),
  };
}

function asExternal(metric: MetricVerdict): MetricVerdict {
  return metric.metric === 'abandonment' ? { ...metric, label: 'external' } : metric;
}

function unjudged(reason: string): Verdict {
  return { label: 'inconclusive', metrics: [], comparedWith: 'nothing', flagged: false, reason };
}
