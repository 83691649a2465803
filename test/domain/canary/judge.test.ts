import assert from 'node:assert/strict';

import type { Evidence, OrgEvidence } from '../../../src/domain/canary/evidence.js';
import { flagsOf } from '../../../src/domain/canary/flags.js';
import { judge, labelsOverTime } from '../../../src/domain/canary/judge.js';
import { isBack } from '../../../src/domain/canary/recovery.js';
import type { MetricName, MetricVerdict, Verdict } from '../../../src/domain/canary/verdict.js';
import { COMMON } from '../../../bench/judge/families.js';
import { drawWorld } from '../../../bench/judge/world.js';
import { canary, controls, evidenceOf, interval, intervalsOf, iso, type Rates } from './fleet.js';

const NAMES = ['a', 'b', 'c'];
const fleet = (after?: (slot: number) => Partial<Rates> | null): OrgEvidence[] => [
  ...NAMES.map((name) => canary(name, intervalsOf({}, after))),
  ...controls(27),
];

function metricOf(verdict: Verdict, name: MetricName): MetricVerdict {
  const metric = verdict.metrics.find((one) => one.metric === name);
  return metric ?? assert.fail(`no ${name} in ${JSON.stringify(verdict)}`);
}

describe('judge', () => {
  it('passes a release that changes nothing, and says what it was compared with', () => {
    const verdict = judge(evidenceOf(fleet()));
    assert.equal(verdict.label, 'pass', verdict.reason);
    assert.equal(verdict.comparedWith, 'controls');
    assert.equal(verdict.flagged, false);
    assert.match(verdict.reason, /^abandonment .+ against 27 control orgs; speed of answer /);
    assert.deepEqual(
      verdict.metrics.map(({ metric, label }) => `${metric} ${label}`),
      ['abandonment pass', 'speedOfAnswer pass', 'strategyHitRate pass'],
    );
  });

  it('fails doubled abandonment, with the estimate inside its interval', () => {
    const verdict = judge(evidenceOf(fleet(() => ({ abandoned: 5 }))));
    assert.equal(verdict.label, 'fail');
    const { estimate, interval: ends, p, label } = metricOf(verdict, 'abandonment');
    assert.equal(label, 'fail');
    assert.ok(estimate !== null && estimate > 0.8 && estimate < 1.8, String(estimate));
    assert.ok(ends !== null && 0 < ends[0] && ends[0] < estimate && estimate < ends[1]);
    assert.ok(p !== null && p !== undefined && p < 0.01);
    assert.match(verdict.reason, /^abandonment is past \+15 % and no chance: /);
  });

  it('fails longer waits in seconds, and a lower hit rate in points', () => {
    const slow = judge(evidenceOf(fleet(() => ({ wait: 60 }))));
    assert.equal(slow.label, 'fail');
    const seconds = metricOf(slow, 'speedOfAnswer').estimate ?? 0;
    assert.ok(Math.abs(seconds - 30) < 4, String(seconds));
    const missed = judge(evidenceOf(fleet(() => ({ hits: 28 }))));
    assert.equal(missed.label, 'fail');
    const points = metricOf(missed, 'strategyHitRate').estimate ?? 0;
    assert.ok(Math.abs(points + 20) < 3, String(points));
  });

  it('takes nothing back for one bad interval, but flags it', () => {
    const verdict = judge(evidenceOf(fleet((slot) => (slot === 4 ? { abandoned: 38 } : {}))));
    assert.notEqual(verdict.label, 'fail');
    assert.equal(verdict.flagged, true);
    assert.match(verdict.reason, /a single interval carries it|may be chance/);
  });

  it('is external where the controls got worse as well, and never a pass then', () => {
    const worse = (): Partial<Rates> => ({ abandoned: 8 });
    const orgs = [
      ...NAMES.map((name) => canary(name, intervalsOf({}, worse))),
      ...controls(27, worse),
    ];
    const verdict = judge(evidenceOf(orgs));
    assert.equal(verdict.label, 'external');
    assert.match(verdict.reason, /^abandonment got unusually worse in the 27 control orgs too/);
  });

  it('fails over external: worse than controls that got worse', () => {
    const orgs = [
      ...NAMES.map((name) =>
        canary(
          name,
          intervalsOf({}, () => ({ abandoned: 20 })),
        ),
      ),
      ...controls(27, () => ({ abandoned: 8 })),
    ];
    assert.equal(judge(evidenceOf(orgs)).label, 'fail');
  });

  it('is external, too, where the canaries were not drawn beside the controls that got worse', () => {
    const orgs = [
      canary(
        'hub',
        intervalsOf({}, () => ({ abandoned: 20 })),
      ),
      ...controls(27, () => ({ abandoned: 8 })),
    ];
    assert.equal(judge(evidenceOf(orgs)).label, 'fail');
    assert.equal(judge(evidenceOf(orgs, { controlsDrawn: false })).label, 'external');
    const fair = [orgs[0]!, ...controls(27)];
    assert.equal(judge(evidenceOf(fair, { controlsDrawn: false })).label, 'fail');
  });

  it('is the same in any order of orgs and intervals, and the same again', () => {
    const { evidence } = drawWorld({ ...COMMON, orgs: 30, canaries: 3 }, 'order');
    const turned = {
      ...evidence,
      orgs: evidence.orgs
        .toReversed()
        .map((org) => ({ ...org, intervals: org.intervals.toReversed() })),
    };
    assert.deepEqual(judge(turned), judge(evidence));
    assert.deepEqual(judge(JSON.parse(JSON.stringify(evidence)) as Evidence), judge(evidence));
  });

  it('says at each look what it would have said then', () => {
    const { evidence } = drawWorld({ ...COMMON, orgs: 30, canaries: 3 }, 'looks');
    const labels = labelsOverTime(evidence);
    for (const [at, label] of labels.entries()) {
      const then = { ...evidence, checks: evidence.checks.slice(0, at + 1) };
      assert.equal(judge(then).label, label, `check ${at}`);
    }
  });

  it('holds numbers that survive JSON, whatever the calls', () => {
    const nothing = intervalsOf({}, () => ({ offered: 1, abandoned: 1, hits: 0 }));
    const odd = [canary('a', nothing), canary('b'), ...controls(2)];
    const verdict = judge(
      evidenceOf(odd, { policy: { ...evidenceOf([]).policy, minimumCalls: 0 } }),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
  });

  describe('with few ways to draw canaries', () => {
    const small = (after?: (slot: number) => Partial<Rates>): Evidence =>
      evidenceOf([canary('a', intervalsOf({}, after)), ...controls(4)]);

    it('still fails what is beyond doubt, and passes what is well', () => {
      assert.equal(judge(small(() => ({ abandoned: 25 }))).label, 'fail');
      assert.notEqual(judge(small()).label, 'fail');
    });
  });

  describe('without controls', () => {
    const alone = (after?: (slot: number) => Partial<Rates>): OrgEvidence[] =>
      NAMES.map((name) => canary(name, intervalsOf({}, after)));
    const week = 7 * 24 * 60;
    const withWeeks = (orgs: readonly OrgEvidence[]): OrgEvidence[] =>
      orgs.map((org) => ({
        ...org,
        intervals: [1, 2, 3, 4, 5].flatMap((weeks) => [
          ...(weeks === 1 ? org.intervals : []),
          ...Array.from({ length: 37 }, (_, at) =>
            interval(-125 + 5 * at - weeks * week, { abandoned: 2 + ((at + weeks) % 2) }),
          ),
        ]),
      }));

    it('never fails against the time just before, and says how weak that is', () => {
      const verdict = judge(evidenceOf(alone(() => ({ abandoned: 10 }))));
      assert.equal(verdict.comparedWith, 'ownPast');
      assert.equal(verdict.label, 'inconclusive');
      assert.equal(verdict.flagged, true);
      assert.match(verdict.reason, /without controls.*weaker than against control orgs/);
    });

    it('compares with the same hours of earlier weeks, where it can fail but not be external', () => {
      const bad = judge(evidenceOf(withWeeks(alone(() => ({ abandoned: 12 })))));
      assert.equal(bad.comparedWith, 'samePastHours');
      assert.equal(bad.label, 'fail');
      const well = judge(evidenceOf(withWeeks(alone())));
      assert.notEqual(well.label, 'fail');
      assert.match(well.reason, /same hours of earlier weeks/);
    });

    it('takes nothing back for one bad interval beside earlier weeks either, but flags it', () => {
      for (const slot of [0, 1]) {
        const orgs = withWeeks(alone((at) => (at === slot ? { abandoned: 38 } : {})));
        const verdict = judge(evidenceOf(orgs, { checks: [iso(15)] }));
        assert.equal(verdict.comparedWith, 'samePastHours');
        assert.deepEqual([verdict.label, verdict.flagged], ['inconclusive', true]);
        assert.match(verdict.reason, /but a single interval carries it/);
      }
    });
  });

  describe('hard guard', () => {
    const dead: Partial<Rates> = { abandoned: 40, hits: 0 };
    const orgs = (others?: () => Partial<Rates>): OrgEvidence[] => [
      canary(
        'a',
        intervalsOf({}, () => dead),
      ),
      canary('b'),
      ...controls(8, others),
    ];
    const early = { checks: [iso(15)] };

    it('does not wait for statistics where all calls of an org fail', () => {
      const verdict = judge(evidenceOf(orgs(), early));
      assert.equal(verdict.label, 'fail');
      assert.deepEqual(verdict.deadOrgs, ['a']);
      assert.match(verdict.reason, /^every call of a has failed lately: /);
    });

    it('is no reason where the calls of controls fail alike', () => {
      const verdict = judge(
        evidenceOf(
          orgs(() => ({ abandoned: 37 })),
          early,
        ),
      );
      assert.equal(verdict.deadOrgs, undefined);
    });
  });

  describe('missing data is never good news', () => {
    const reasonOf = (orgs: readonly OrgEvidence[], changes: Partial<Evidence> = {}): string => {
      const { label, missing, reason } = judge(evidenceOf(orgs, changes));
      assert.equal(label, 'inconclusive');
      assert.ok(missing !== undefined && reason.startsWith(missing), reason);
      return missing;
    };

    it('no canary, no time, no telemetry', () => {
      assert.equal(reasonOf(controls(3)), 'there is no org to judge');
      const early = { checks: [iso(3)] };
      assert.equal(reasonOf(fleet(), early), 'no interval has passed since the deployment');
      const blind = canary(
        'blind',
        intervalsOf({}, () => null),
      );
      assert.equal(
        reasonOf([...fleet(), blind]),
        'no telemetry of blind from after the deployment',
      );
      const silent = controls(3).map((org) => ({ ...org, intervals: [] }));
      assert.equal(reasonOf([canary('a'), ...silent]), 'no telemetry of any control org');
    });

    it('too few calls, or none of an org that should have some', () => {
      const policy = { ...evidenceOf([]).policy, minimumCalls: 10_000 };
      assert.match(reasonOf(fleet(), { policy }), /^only \d+ calls of a, b, c before/);
      const quiet = canary(
        'quiet',
        intervalsOf({}, () => ({ offered: 0, abandoned: 0, hits: 0 })),
      );
      assert.equal(reasonOf([...fleet(), quiet]), 'no call has reached quiet since the deployment');
    });

    it('of one org hides no flag of another, and brings nobody back', () => {
      const blind = canary(
        'blind',
        intervalsOf({}, () => null),
      );
      const after = (slot: number): Partial<Rates> => ({ abandoned: slot === 1 ? 14 : 2 });
      const worse = ['a', 'b', 'c'].map((org) => canary(org, intervalsOf({}, after)));
      const { label, flagged, missing, comparedWith, reason, metrics } = judge(
        evidenceOf([...worse, blind, ...controls(9)]),
      );
      assert.deepEqual([label, flagged, comparedWith], ['inconclusive', true, 'controls'], reason);
      assert.equal(missing, 'no telemetry of blind from after the deployment');
      assert.match(reason, /^no telemetry of blind .*; of the other orgs: abandonment is past/);
      assert.deepEqual(flagsOf({ metrics }), ['abandonment']);
      assert.equal(isBack(judge(evidenceOf([...fleet(), blind]))), false);
    });

    it('of a metric that an org’s platform has not is none, before and after; of one that went silent it is', () => {
      const from = (org: OrgEvidence, minute: number): OrgEvidence => ({
        ...org,
        intervals: org.intervals.map((one) =>
          Date.parse(one.start) < Date.parse(iso(minute))
            ? one
            : { ...one, strategyHits: 0, strategyAttempts: 0 },
        ),
      });
      const never = judge(evidenceOf([...fleet(), from(canary('never'), -1_000)]));
      assert.equal(never.label, 'pass', never.reason);
      assert.equal(metricOf(never, 'strategyHitRate').label, 'pass');
      const silent = judge(evidenceOf([...fleet(), from(canary('silent'), 0)]));
      assert.equal(metricOf(silent, 'strategyHitRate').label, 'inconclusive');
    });

    it('does not pass a wave while a canary lacks half of its intervals', () => {
      const patchy = canary(
        'patchy',
        intervalsOf({}, (slot) => (slot < 4 ? {} : null)),
      );
      assert.notEqual(judge(evidenceOf([...fleet(), patchy])).label, 'pass');
    });
  });

  it('reads a hold block by block, each by itself', () => {
    const checks = Array.from({ length: 22 }, (_, at) => iso(15 + 5 * at));
    const bad = fleet(() => ({ abandoned: 8 })).map((org) => ({
      ...org,
      // The first hour was well; only the second is bad.
      intervals: org.intervals.map((one) => {
        const at = Date.parse(one.start) - Date.parse(iso(0));
        return at < 0 ? one : { ...one, start: iso(at / 60_000 + 60) };
      }),
    }));
    const verdict = judge(evidenceOf(bad, { checks }));
    assert.equal(verdict.label, 'fail', verdict.reason);
  });

  it('asks for less certainty of a pass on an early rung than on the last', () => {
    const at = (rung: number): Evidence =>
      drawWorld({ ...COMMON, orgs: 30, canaries: 3, rung }, 'ladder').evidence;
    assert.equal(metricOf(judge(at(0)), 'abandonment').margin, 1);
    assert.equal(metricOf(judge(at(2)), 'abandonment').margin, 0.15);
    assert.equal(judge(at(0)).label, 'pass');
    assert.equal(judge(at(2)).label, 'inconclusive');
  });
});
