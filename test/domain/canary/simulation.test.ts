import assert from 'node:assert/strict';

import { judge } from '../../../src/domain/canary/judge.js';
import type { VerdictLabel } from '../../../src/domain/canary/verdict.js';
import { seededRandom } from '../../../src/domain/random.js';
import { drawChecks, type Traffic } from './traffic.js';

const thresholds = {
  abandonmentIncreaseRatio: 0.15,
  speedOfAnswerIncreaseSeconds: 10,
  strategyHitRateDropPoints: 5,
};
const FLEET: Traffic = {
  canaries: 4,
  controls: 36,
  callsPerQuarterHour: 120,
  abandonmentRatio: 0.05,
  waitSeconds: 20,
};

/** How often each label came out of the second of two checks. The name is the seed. */
function tally(seed: string, runs: number, traffic: Traffic): Record<VerdictLabel, number> {
  const random = seededRandom(seed);
  const counts = { pass: 0, fail: 0, inconclusive: 0, external: 0 };
  for (let run = 0; run < runs; run += 1) {
    const [first, second] = drawChecks(traffic, random);
    const rules = { thresholds, minimumCalls: 50 };
    const previous = judge({ evidence: first, ...rules, previous: null });
    counts[judge({ evidence: second, ...rules, previous }).label] += 1;
  }
  return counts;
}

describe('the judge on simulated traffic', function () {
  this.timeout(60_000);

  it('takes a harmless release back in at most 2 % of rollouts', () => {
    assert.ok(tally('harmless', 400, FLEET).fail <= 8);
  });

  it('does so too where orgs vary by 30 % for reasons of their own', () => {
    assert.ok(tally('harmless, uneven', 300, { ...FLEET, orgNoise: 0.3 }).fail <= 6);
  });

  it('does so too where orgs are few', () => {
    const few = { ...FLEET, canaries: 1, controls: 3, orgNoise: 0.3 };
    assert.ok(tally('harmless, few', 400, few).fail <= 8);
  });

  it('finds doubled abandonment with 1500 canary calls in a quarter of an hour', () => {
    const doubled = { ...FLEET, callsPerQuarterHour: 375, releaseFactor: 2 };
    assert.ok(tally('doubled', 100, doubled).fail >= 99);
  });

  it('finds callers waiting twice as long', () => {
    assert.ok(tally('slower', 100, { ...FLEET, addedWaitSeconds: 20 }).fail >= 99);
  });

  it('holds a shock to everybody against nobody', () => {
    const { fail, external } = tally('shock', 200, { ...FLEET, shockFactor: 2 });
    assert.ok(fail <= 4);
    assert.ok(external >= 180);
  });

  it('finds doubled abandonment during such a shock', () => {
    const both = { ...FLEET, callsPerQuarterHour: 375, shockFactor: 2, releaseFactor: 2 };
    assert.ok(tally('doubled in a shock', 60, both).fail >= 59);
  });
});
