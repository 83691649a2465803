import assert from 'node:assert/strict';

import type { Evidence, OrgEvidence } from '../../../src/domain/canary/evidence.js';
import { flagNames, flagsOf } from '../../../src/domain/canary/flags.js';
import { judge } from '../../../src/domain/canary/judge.js';
import { isBack } from '../../../src/domain/canary/recovery.js';
import { canary, controls, evidenceOf, intervalsOf, iso, type Rates } from './fleet.js';

const fleet = (after?: (slot: number) => Partial<Rates> | null): OrgEvidence[] => [
  ...['a', 'b', 'c'].map((name) => canary(name, intervalsOf({}, after))),
  ...controls(27),
];

describe('flags of a verdict', () => {
  it('are the metrics past their threshold that do not fail', () => {
    const verdict = judge(evidenceOf(fleet((slot) => (slot === 4 ? { abandoned: 38 } : {}))));
    assert.notEqual(verdict.label, 'fail');
    assert.deepEqual(flagsOf(verdict), ['abandonment']);
    assert.equal(verdict.flagged, true);
    assert.deepEqual(flagsOf(judge(evidenceOf(fleet(() => ({ abandoned: 8 }))))), []);
  });

  it('are named by comma', () => {
    assert.deepEqual(flagNames(' abandonment,speedOfAnswer '), ['abandonment', 'speedOfAnswer']);
    assert.deepEqual(flagNames(undefined), []);
  });
});

describe('telemetry after a rollback', () => {
  it('is back where the orgs are no worse than the controls let expect', () => {
    assert.equal(isBack(judge(evidenceOf(fleet()))), true);
  });

  it('is back where everybody got worse, and not where only they are', () => {
    const worse = (): Partial<Rates> => ({ abandoned: 8 });
    const all = [canary('a', intervalsOf({}, worse)), ...controls(27, worse)];
    assert.equal(isBack(judge(evidenceOf(all))), true);
    assert.equal(isBack(judge(evidenceOf(fleet(() => ({ abandoned: 8 }))))), false);
  });

  it('is not back where nothing is known', () => {
    assert.equal(isBack(judge(evidenceOf(fleet(() => null)))), false);
  });
});

describe('a hold', () => {
  const horizon = { ...evidenceOf([]).policy, horizonMinutes: 20 };
  const hold = (minute: number, after: (slot: number) => Partial<Rates>): Evidence =>
    evidenceOf(fleet(after), { policy: horizon, checks: [iso(40), iso(minute)] });

  it('reads each block once, and the hard guard all the time', () => {
    const dead = (slot: number): Partial<Rates> =>
      slot >= 8 ? { offered: 40, abandoned: 40, wait: 0, hits: 0 } : {};
    assert.notEqual(judge(hold(45, dead)).label, 'fail', 'one interval is no proof');
    const verdict = judge(hold(55, dead));
    assert.equal(verdict.label, 'fail', verdict.reason);
    assert.deepEqual(verdict.deadOrgs, ['a', 'b', 'c']);
  });

  it('does not look at a block again before it is over', () => {
    const worse = (slot: number): Partial<Rates> => (slot >= 8 ? { abandoned: 30 } : {});
    assert.notEqual(judge(hold(55, worse)).label, 'fail');
  });
});

describe('controls', () => {
  it('are none where there is but one', () => {
    const verdict = judge(evidenceOf([canary('a'), canary('b'), ...controls(1)]));
    assert.equal(verdict.comparedWith, 'ownPast');
    const two = judge(evidenceOf([canary('a'), canary('b'), ...controls(2)]));
    assert.equal(two.comparedWith, 'controls');
  });
});
