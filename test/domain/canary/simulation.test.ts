import assert from 'node:assert/strict';

import { FAMILIES, FLEETS } from '../../../bench/judge/families.js';
import { measure, type Tally } from '../../../bench/judge/measure.js';

const RUNS = 60;

/** A small sample of the benchmark, whose seeds are fixed: the same figures every time. */
function sample(family: string): Tally {
  const fleet = FLEETS.findIndex(({ name }) => name === '30/3');
  const at = FAMILIES.findIndex(({ name }) => name === family);
  assert.ok(at >= 0, family);
  return measure(fleet, at, 0, RUNS);
}

describe('the judge on simulated fleets', () => {
  for (const family of ['A/A quiet', 'A/A peak ramp', 'A/A missing, late', 'A/A volume skew'])
    it(`${family}: takes hardly any harmless release back over ten looks`, () => {
      // 3.3 % of 60 are 2; more than 6 would be one in a hundred.
      assert.ok(sample(family).fail <= 6);
    });

  it('an outage of everybody is nobody’s fault', () => {
    const { fail, external } = sample('A/A outage, all');
    assert.ok(fail <= 6, `${fail} taken back`);
    assert.ok(external >= 0.9 * RUNS, `${external} external`);
  });

  it('finds doubled abandonment within an hour, also during an outage', () => {
    assert.ok(sample('abandonment x2').fail60 >= 0.9 * RUNS);
    assert.ok(sample('abandonment x2 in outage').fail60 >= 0.9 * RUNS);
  });

  it('passes a quiet, healthy release on the first rung, and hardly any at its margin', () => {
    assert.ok(sample('A/A quiet').pass60 >= 0.7 * RUNS);
    assert.ok(sample('abandonment x2, at its margin').pass60 <= 7);
  });
});
