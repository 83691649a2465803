import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { planVolumeWaves, type VolumeInput } from '../../src/domain/volume-waves.js';

const PERCENTS = [10, 50, 100];

const fleet = (calls: readonly (number | null)[]): VolumeInput => {
  const orgs = calls.map((_, at) => ({ org: `org_${at}`, stratum: `region_${at % 2}/c/low` }));
  const callsOf = (org: string): number | null => calls[Number(org.slice(4))] ?? null;
  return { orgs, percents: PERCENTS, seed: 'seed', callsOf };
};

/** Percent of the callers that have the release after each wave. */
function shares({ callsOf, orgs }: VolumeInput, waves: readonly (readonly string[])[]): number[] {
  const sum = (names: readonly string[]): number =>
    names.reduce((total, org) => total + (callsOf(org) ?? 0), 0);
  const all = sum(orgs.map(({ org }) => org));
  return waves.map((_, at) => (100 * sum(waves.slice(0, at + 1).flat())) / all);
}

describe('waves by callers', () => {
  it('end before they pass their share, where the same orgs by number would be far beyond it', () => {
    // Ten orgs of forty have nine tenths of the callers.
    const input = fleet(Array.from({ length: 40 }, (_, at) => (at < 10 ? 900 : 33)));
    const draw = planVolumeWaves(input);
    const [first = 0, second = 0, last] = shares(input, draw?.waves ?? []);
    assert.ok(first <= 10 && second <= 50, `${first} ${second}`);
    assert.ok(second > 35, `${second}`);
    assert.equal(last, 100);
  });

  it('have everybody once, the same for the same seed, and needs before what needs them', () => {
    const calls = fc.array(fc.option(fc.integer({ min: 1, max: 3_000 })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(calls, fc.nat(29), fc.nat(29), (volumes, one, other) => {
        const input = fleet(volumes);
        const needing = `org_${one % volumes.length}`;
        const needed = `org_${other % volumes.length}`;
        const orgs = input.orgs.map((candidate) =>
          candidate.org === needing && needing !== needed
            ? { ...candidate, after: [needed] }
            : candidate,
        );
        const draw = planVolumeWaves({ ...input, orgs });
        if (volumes.every((volume) => volume === null)) return assert.equal(draw, null);
        const waves = draw?.waves ?? [];
        assert.deepEqual(waves.flat().toSorted(), input.orgs.map(({ org }) => org).toSorted());
        assert.deepEqual(planVolumeWaves({ ...input, orgs: orgs.toReversed() }), draw);
        const waveOf = (org: string): number => waves.findIndex((wave) => wave.includes(org));
        const isLast = waveOf(needing) === waves.length - 1;
        if (needing !== needed) assert.ok(isLast || waveOf(needed) < waveOf(needing));
      }),
    );
  });

  it('keep a holdout to the end', () => {
    const input = fleet(Array.from({ length: 20 }, () => 100));
    const draw = planVolumeWaves({ ...input, holdout: { percent: 10, orgs: [] } });
    assert.equal(draw?.holdout.length, 2);
    assert.equal(draw.waves.flat().length, 18);
    assert.ok(draw.holdout.every((org) => !draw.waves.flat().includes(org)));
  });
});
