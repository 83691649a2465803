import assert from 'node:assert/strict';

import { NO_CALLS } from '../../../src/domain/canary/counts.js';
import { DEFAULT_THRESHOLDS, marginsAt } from '../../../src/domain/canary/policy.js';
import {
  minutesToSee,
  wavePower,
  type PowerInput,
  type RecentVolume,
  type WavePower,
} from '../../../src/domain/canary/power.js';

function orgs(count: number, callsPerMinute = 8, stratum = 's'): RecentVolume[] {
  return Array.from({ length: count }, (_, at) => ({
    org: `org_${at}`,
    stratum,
    perMinute: {
      ...NO_CALLS,
      offered: callsPerMinute,
      answered: callsPerMinute * 0.95,
      abandoned: callsPerMinute * 0.05,
      waitSeconds: callsPerMinute * 0.95 * 30,
    },
  }));
}

/** The same orgs, whose calls all reach a strategy that has its first choice for a share of them. */
function routed(found: RecentVolume[], hitShare: number): RecentVolume[] {
  return found.map((org) => ({
    ...org,
    perMinute: {
      ...org.perMinute,
      attempts: org.perMinute.offered,
      hits: org.perMinute.offered * hitShare,
    },
  }));
}

function input(canaries: RecentVolume[], controls: RecentVolume[], rung = 0): PowerInput {
  return {
    canaries,
    controls,
    preMinutes: 180,
    margins: marginsAt(rung, DEFAULT_THRESHOLDS),
    alphaFail: 0.0328,
    alphaPass: 0.04,
  };
}

function power(canaries: RecentVolume[], controls: RecentVolume[], rung = 0): WavePower {
  return wavePower(input(canaries, controls, rung));
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
    const abandonment = minutesToSee(input(orgs(3), orgs(27)), 'abandonment', 0.15);
    assert.ok(abandonment === null || abandonment > 60, String(abandonment));
  });

  it('more canaries, more calls and wider margins take less time', () => {
    const minutes = (found: WavePower): number => found.minutesToPass ?? Infinity;
    assert.ok(minutes(power(orgs(6), orgs(54))) < minutes(power(orgs(3), orgs(27))));
    assert.ok(minutes(power(orgs(3, 40), orgs(27, 40))) < minutes(power(orgs(3), orgs(27))));
    assert.ok(minutes(power(orgs(20), orgs(20), 1)) < minutes(power(orgs(20), orgs(20), 2)));
  });

  it('has no minutes where calls are too few for a day, or there are none', () => {
    assert.equal(power(orgs(3, 0.02), orgs(27, 0.02)).minutesToPass, null);
    assert.equal(power(orgs(3, 0), orgs(27, 0)).minutesToPass, null);
    assert.equal(power([], orgs(3)).minutesToPass, null);
    assert.equal(power(orgs(10), []).smallestP, null);
  });

  it('knows of the hit rate where calls reach a strategy, and needs fewer where nearly all hit', () => {
    const none = input(orgs(3), orgs(27));
    assert.equal(minutesToSee(none, 'strategyHitRate', 5), null);
    const until = (share: number): number =>
      minutesToSee(input(routed(orgs(3), share), routed(orgs(27), share)), 'strategyHitRate', 5) ??
      Infinity;
    assert.ok(until(0.98) < until(0.8), `${until(0.98)} and ${until(0.8)} min`);
    // A pass takes every metric that is measured.
    const rare = (found: RecentVolume[]): RecentVolume[] =>
      routed(found, 0.5).map((org) => ({
        ...org,
        perMinute: { ...org.perMinute, attempts: 0.02, hits: 0.01 },
      }));
    assert.notEqual(power(orgs(3), orgs(27)).minutesToPass, null);
    assert.equal(power(rare(orgs(3)), rare(orgs(27))).minutesToPass, null);
  });
});
