import assert from 'node:assert/strict';

import { DEFAULT_THRESHOLDS, marginsAt } from '../../../src/domain/canary/policy.js';
import { wavePower, type RecentVolume, type WavePower } from '../../../src/domain/canary/power.js';

function orgs(count: number, callsPerMinute = 8, stratum = 's'): RecentVolume[] {
  return Array.from({ length: count }, (_, at) => ({
    org: `org_${at}`,
    stratum,
    callsPerMinute,
    abandonmentShare: 0.05,
    waitSeconds: 30,
  }));
}

function power(canaries: RecentVolume[], controls: RecentVolume[], rung = 0): WavePower {
  return wavePower({
    canaries,
    controls,
    preMinutes: 180,
    horizonMinutes: 60,
    thresholds: DEFAULT_THRESHOLDS,
    margins: marginsAt(rung, DEFAULT_THRESHOLDS),
    alphaFail: 0.0328,
    alphaPass: 0.04,
  });
}

describe('power of a wave', () => {
  it('three canaries of thirty pass +100 % in time, and cannot show +15 % in an hour', () => {
    const found = power(orgs(3), orgs(27));
    assert.equal(found.draws, 4060);
    assert.equal(found.smallestP, 1 / 4060);
    assert.ok(
      found.minutesToPass !== null && found.minutesToPass <= 60,
      String(found.minutesToPass),
    );
    const { abandonment } = found.minutesToThreshold;
    assert.ok(abandonment === null || abandonment > 60, String(abandonment));
    assert.deepEqual(found.warnings, []);
  });

  it('more canaries, more calls and wider margins take less time', () => {
    const minutes = (found: WavePower): number => found.minutesToPass ?? Infinity;
    assert.ok(minutes(power(orgs(6), orgs(54))) < minutes(power(orgs(3), orgs(27))));
    assert.ok(minutes(power(orgs(3, 40), orgs(27, 40))) < minutes(power(orgs(3), orgs(27))));
    assert.ok(minutes(power(orgs(20), orgs(20), 1)) < minutes(power(orgs(20), orgs(20), 2)));
  });

  it('warns where a verdict is impossible, or will not be in time', () => {
    const [coarse] = power(orgs(1), orgs(9)).warnings;
    assert.match(coarse ?? '', /drawn in 10 way\(s\) only \(smallest p 0\.10\)/);
    assert.match(power(orgs(10), []).warnings[0] ?? '', /no org is left to compare with/);
    assert.match(
      power(orgs(3, 0.02), orgs(27, 0.02)).warnings.join(),
      /too few to pass within a day/,
    );
    assert.match(power(orgs(3), orgs(27), 2).warnings.join(), /a person will have to decide/);
    assert.deepEqual(power([], orgs(3)).warnings, []);
  });
});
