import assert from 'node:assert/strict';

import type { CallSums, OrgEvidence } from '../../../src/domain/canary/evidence.js';
import { judge } from '../../../src/domain/canary/judge.js';
import type { MetricName, MetricVerdict, Verdict } from '../../../src/domain/canary/verdict.js';
import { EMPTY, evidenceOf } from './traffic.js';

const thresholds = {
  abandonmentIncreaseRatio: 0.15,
  speedOfAnswerIncreaseSeconds: 10,
  strategyHitRateDropPoints: 5,
};

interface Calls {
  readonly offered?: number;
  readonly abandoned?: number;
  readonly meanWait?: number;
  readonly reached?: number;
  readonly first?: number;
}

/** Waits as far apart as exponential ones: mean and standard deviation are the same. */
function calls({
  offered = 999,
  abandoned = 49,
  meanWait = 19,
  reached = 0,
  first = 0,
}: Calls): CallSums {
  const answered = offered - abandoned;
  return {
    offered,
    answered,
    abandoned,
    waitSecondsSum: answered * meanWait,
    waitSecondsSumOfSquares: 2 * answered * meanWait * meanWait,
    strategyReached: reached,
    strategyFirstPriority: first,
  };
}

function org(
  name: string,
  arm: OrgEvidence['arm'],
  pre: Calls | null,
  post: Calls | null,
): OrgEvidence {
  const sums = (window: Calls | null): CallSums | null => (window === null ? null : calls(window));
  return { org: name, arm, stratum: 's', pre: sums(pre), post: sums(post) };
}

function controls(count: number, pre: Calls = {}, post: Calls = {}): OrgEvidence[] {
  return Array.from({ length: count }, (_, at) => org(`control_${at}`, 'control', pre, post));
}

function check(orgs: OrgEvidence[], previous: Verdict | null = null, minimumCalls = 100): Verdict {
  return judge({ evidence: evidenceOf(orgs), thresholds, minimumCalls, previous });
}

function metricOf(verdict: Verdict, name: MetricName): MetricVerdict {
  const found = verdict.metrics.find(({ metric }) => metric === name);
  assert.ok(found, `no ${name} in the verdict`);
  return found;
}

function near(actual: number | undefined | null, expected: number, tolerance: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) < tolerance, `${actual}, not ${expected}`);
}

const same = org('sub_1', 'canary', {}, {});
/** (73 + ½) / 1000 is three times (24 + ½) / 1000. */
const tripled = org('sub_1', 'canary', { abandoned: 24 }, { abandoned: 73 });

describe('judge', () => {
  describe('figures', () => {
    it('abandonment: by how much it rose against the controls, with a 98 % interval', () => {
      const { estimate, interval, thresholdCrossed, significant } = metricOf(
        check([tripled, ...controls(10)]),
        'abandonment',
      );
      near(estimate, 2, 1e-9);
      // Canary: 1/24.5 + 1/73.5 − 2/999 = 0.05242. Controls: (2/49.5 − 2/999) / 10 = 0.00384.
      // Standard error 0.23719; nine degrees of freedom over ½² are 36: t = 2.4345. exp(log 3 ± 0.57744).
      near(interval?.[0], Math.exp(0.52117) - 1, 1e-3);
      near(interval?.[1], Math.exp(1.67605) - 1, 1e-3);
      assert.ok(thresholdCrossed && significant);
    });

    it('abandonment: what the controls did too is not the release', () => {
      const doing = { abandoned: 24 };
      const verdict = check([tripled, ...controls(10, doing, { abandoned: 73 })]);
      near(metricOf(verdict, 'abandonment').estimate, 0, 1e-9);
    });

    it('speed of answer: seconds beyond what the canaries would have had as the controls went', () => {
      // One second is added before the logarithm. Controls 20 → 30 is × 1.5; the canary 20 → 60, not 30.
      const slower = org('sub_1', 'canary', {}, { meanWait: 59 });
      const verdict = check([slower, ...controls(10, {}, { meanWait: 29 })]);
      near(metricOf(verdict, 'speedOfAnswer').estimate, 30, 1e-9);
    });

    it('strategy hit rate: points, worse downwards', () => {
      const usual = { reached: 999, first: 899 };
      const worse = org('sub_1', 'canary', usual, { reached: 999, first: 799 });
      const verdict = metricOf(check([worse, ...controls(10, usual, usual)]), 'strategyHitRate');
      near(verdict.estimate, -10, 0.05);
      assert.equal(verdict.threshold, -5);
      assert.ok(verdict.thresholdCrossed && verdict.significant);
      const better = org('sub_1', 'canary', { reached: 999, first: 799 }, usual);
      const improved = metricOf(check([better, ...controls(10, usual, usual)]), 'strategyHitRate');
      near(improved.estimate, 10, 0.05);
      assert.ok(!improved.thresholdCrossed && !improved.significant);
    });

    it('strategy hit rate: falls from 100 % as far as it falls', () => {
      const all = { reached: 2000, first: 2000 };
      const orgs = ['sub_1', 'sub_2'].map((name) =>
        org(name, 'canary', all, { reached: 500, first: 250 }),
      );
      const verdict = check([...orgs, ...controls(10, all, { reached: 500, first: 500 })]);
      near(metricOf(verdict, 'strategyHitRate').estimate, -50, 0.5);
    });

    it('a metric without calls anywhere is left out', () => {
      assert.deepEqual(
        check([same, ...controls(3)]).metrics.map(({ metric }) => metric),
        ['abandonment', 'speedOfAnswer'],
      );
    });

    it('a metric that only one arm has calls for is inconclusive', () => {
      const verdict = check([same, ...controls(3, { reached: 9 }, { reached: 9 })]);
      assert.equal(metricOf(verdict, 'strategyHitRate').label, 'inconclusive');
      assert.equal(metricOf(verdict, 'strategyHitRate').estimate, null);
      assert.equal(verdict.label, 'inconclusive');
    });

    it('are numbers that JSON can hold, whatever the evidence', () => {
      const odd = [
        org(
          'sub_1',
          'canary',
          { offered: 1, abandoned: 0, meanWait: 0 },
          { offered: 1, abandoned: 1 },
        ),
        org(
          'c',
          'control',
          { offered: 1, abandoned: 1 },
          { offered: 1, abandoned: 0, meanWait: 0 },
        ),
        org('d', 'control', { offered: 5, abandoned: 5 }, { offered: 0, abandoned: 0 }),
      ];
      const verdict = check(odd, null, 0);
      assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
    });
  });

  describe('label', () => {
    it('pass: nothing is past its threshold', () => {
      const verdict = check([same, ...controls(36)]);
      assert.equal(verdict.label, 'pass');
      assert.equal(verdict.flagged, false);
      assert.equal(verdict.comparedWith, 'controls');
      assert.match(
        verdict.reason,
        /^abandonment ±0 % \(98 % interval −\d+…\+\d+ %\) against 36 control orgs; speed of answer ±0 s$/,
      );
    });

    it('fail: past the threshold and significant in two checks in a row, not in one', () => {
      const orgs = [tripled, ...controls(10)];
      const first = check(orgs);
      assert.equal(first.label, 'inconclusive');
      assert.equal(first.flagged, true);
      assert.match(
        first.reason,
        /^abandonment is past \+15 %, to be confirmed by the next check: /,
      );
      const second = check(orgs, first);
      assert.equal(second.label, 'fail');
      assert.equal(metricOf(second, 'abandonment').label, 'fail');
      assert.equal(metricOf(second, 'speedOfAnswer').label, 'pass');
      assert.equal(second.flagged, false);
      assert.equal(
        second.reason,
        'abandonment is past +15 % in two checks in a row: abandonment +200 % ' +
          '(98 % interval +68…+434 %) against 10 control orgs; speed of answer ±0 s',
      );
    });

    it('does not count another metric, or a check without controls, as the one before', () => {
      const slower = check([org('sub_1', 'canary', {}, { meanWait: 59 }), ...controls(10)]);
      assert.equal(metricOf(slower, 'speedOfAnswer').significant, true);
      const orgs = [tripled, ...controls(10)];
      assert.equal(check(orgs, slower).label, 'inconclusive');
      assert.equal(check(orgs, { ...check(orgs), comparedWith: 'ownPast' }).label, 'inconclusive');
      assert.equal(check(orgs, check([same, ...controls(10)])).label, 'inconclusive');
    });

    it('inconclusive and flagged: past the threshold, but it may be chance', () => {
      const few = { offered: 100, abandoned: 5 };
      const orgs = [
        org('sub_1', 'canary', few, { offered: 100, abandoned: 7 }),
        ...controls(10, few, few),
      ];
      const first = check(orgs);
      const second = check(orgs, first);
      assert.equal(second.label, 'inconclusive');
      assert.equal(second.flagged, true);
      assert.match(second.reason, /^abandonment is past \+15 %, which may be chance: /);
    });

    it('external: the controls got worse as well', () => {
      const orgs = [tripled, ...controls(10, { abandoned: 24 }, { abandoned: 73 })];
      const verdict = check(orgs, check([tripled, ...controls(10)]));
      assert.equal(verdict.label, 'external');
      assert.equal(metricOf(verdict, 'abandonment').label, 'external');
      assert.match(
        verdict.reason,
        /^abandonment moved by \+200 % in the 10 control orgs too, outside cause suspected: /,
      );
    });

    it('fail wins over external: worse than the controls, though these got worse', () => {
      const orgs = [
        org('sub_1', 'canary', { abandoned: 24 }, { abandoned: 220 }),
        ...controls(10, { abandoned: 24 }, { abandoned: 73 }),
      ];
      assert.equal(check(orgs, check(orgs)).label, 'fail');
    });

    it('never fails against the own past, which shares its time with nobody', () => {
      const first = check([tripled]);
      const second = check([tripled], first);
      assert.equal(second.comparedWith, 'ownPast');
      assert.equal(second.label, 'inconclusive');
      assert.equal(second.flagged, true);
      assert.match(second.reason, /without controls.*weaker than against control orgs/);
      assert.equal(check([same]).label, 'pass');
    });
  });

  describe('missing data is inconclusive and says whose', () => {
    const missing = (orgs: OrgEvidence[], minimumCalls = 100): string => {
      const verdict = check(orgs, null, minimumCalls);
      assert.deepEqual(
        { ...verdict, reason: '' },
        {
          label: 'inconclusive',
          metrics: [],
          comparedWith: 'nothing',
          flagged: false,
          reason: '',
        },
      );
      return verdict.reason;
    };

    it('no orgs', () => {
      assert.equal(missing([]), 'there is no org to judge');
      assert.equal(missing(controls(3)), 'there is no org to judge');
    });

    it('a canary without telemetry, a control is only left out', () => {
      const blind = org('sub_2', 'canary', {}, null);
      assert.equal(
        missing([same, blind, ...controls(3)]),
        'no telemetry of sub_2 from after the deployment',
      );
      assert.equal(
        missing([org('sub_3', 'canary', null, {}), blind]),
        'no telemetry of sub_3 from before the deployment',
      );
      const verdict = check([same, org('c', 'control', null, {}), ...controls(3)]);
      assert.match(verdict.reason, /against 3 control orgs/);
    });

    it('no control with telemetry: that is not the same as no controls', () => {
      assert.equal(
        missing([same, org('c', 'control', {}, null)]),
        'no telemetry of any control org',
      );
    });

    it('too few calls in an arm', () => {
      assert.equal(
        missing([org('sub_1', 'canary', {}, { offered: 99 }), ...controls(3)]),
        'only 99 calls of sub_1 after the deployment, 100 are needed',
      );
      assert.equal(
        missing([same, ...controls(3)], 3000),
        'only 999 calls of sub_1 before the deployment, 3000 are needed',
      );
      assert.equal(
        missing([same, ...controls(3, { offered: 33, abandoned: 1 })]),
        'only 99 calls of all control orgs before the deployment, 100 are needed',
      );
    });

    it('a canary that calls no longer reach', () => {
      const silent = { ...org('sub_2', 'canary', {}, {}), post: EMPTY };
      assert.equal(
        missing([same, silent, ...controls(3)]),
        'no call has reached sub_2 since the deployment',
      );
    });
  });
});
