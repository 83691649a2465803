import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { coarsened } from '../../src/domain/strata-draw.js';
import { planWaves as draw, type WaveInput } from '../../src/domain/waves.js';

const planWaves = (input: WaveInput): readonly (readonly string[])[] => draw(input).waves;

type Org = { org: string; stratum: string };

function fleet(strata: Record<string, number>): Org[] {
  return Object.entries(strata).flatMap(([stratum, count]) =>
    Array.from({ length: count }, (_, at) => ({ org: `${stratum}-${at}`, stratum })),
  );
}

function countBy(wave: readonly string[], orgs: readonly Org[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const org of wave) {
    const stratum = orgs.find((candidate) => candidate.org === org)?.stratum ?? '?';
    counts[stratum] = (counts[stratum] ?? 0) + 1;
  }
  return counts;
}

const PERCENTS = [10, 50, 100];
const fleets = fc
  .array(fc.integer({ min: 0, max: 12 }), { maxLength: 5 })
  .map((counts) => fleet(Object.fromEntries(counts.map((count, at) => [`s${at}`, count]))));
const percentages = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 4 })
  .map((some) => [...some.sort((a, b) => a - b), 100]);

describe('planWaves', () => {
  it('gives 4, 16 and 20 of 40 orgs, evenly over four strata', () => {
    const orgs = fleet({ a: 10, b: 10, c: 10, d: 10 });
    const waves = planWaves({ orgs, percents: PERCENTS, seed: 'release-1' });
    assert.deepEqual(
      waves.map((wave) => countBy(wave, orgs)),
      [
        { a: 1, b: 1, c: 1, d: 1 },
        { a: 4, b: 4, c: 4, d: 4 },
        { a: 5, b: 5, c: 5, d: 5 },
      ],
    );
  });

  it('rounds up, so that a small fleet has a canary, and leaves empty waves out', () => {
    const sizes = (count: number): number[] =>
      planWaves({ orgs: fleet({ a: count }), percents: PERCENTS, seed: 's' }).map((w) => w.length);
    assert.deepEqual(sizes(0), []);
    assert.deepEqual(sizes(1), [1]);
    assert.deepEqual(sizes(2), [1, 1]);
    assert.deepEqual(sizes(3), [1, 1, 1]);
    assert.deepEqual(sizes(11), [2, 4, 5]);
  });

  it('is not rounded up by float noise', () => {
    const orgs = fleet({ a: 1000 });
    const [first] = planWaves({ orgs, percents: [33.3, 100], seed: 's' });
    assert.equal(first?.length, 333);
  });

  it('draws the canary by lot: every org is it about as often', () => {
    const orgs = fleet({ a: 5 });
    const drawn: Record<string, number> = {};
    for (let seed = 0; seed < 1000; seed += 1) {
      const canary = planWaves({ orgs, percents: [20, 100], seed: `s${seed}` })[0]?.[0] ?? '?';
      drawn[canary] = (drawn[canary] ?? 0) + 1;
    }
    // 200 expected each; the standard deviation is 12.6.
    assert.equal(Object.keys(drawn).length, 5);
    for (const count of Object.values(drawn)) assert.ok(count > 150 && count < 250, `${count}`);
  });

  it('draws the stratum by lot where there are more strata than canaries', () => {
    const orgs = fleet({ a: 5, b: 5 });
    const strata = new Set(
      Array.from({ length: 20 }, (_, seed) =>
        planWaves({ orgs, percents: PERCENTS, seed: `${seed}` })[0]?.[0]?.slice(0, 1),
      ),
    );
    assert.deepEqual(strata, new Set(['a', 'b']));
  });

  it('puts every org into exactly one wave and keeps to the cumulative shares', () => {
    fc.assert(
      fc.property(fleets, percentages, fc.string(), (orgs, percents, seed) => {
        const waves = planWaves({ orgs, percents, seed });
        assert.deepEqual(waves.flat().sort(), orgs.map(({ org }) => org).sort());
        assert.ok(waves.every((wave) => wave.length > 0));
        const goals = percents.map((percent) => Math.ceil((orgs.length * percent) / 100));
        let total = 0;
        for (const wave of waves) assert.ok(goals.includes((total += wave.length)));
      }),
    );
  });

  it('spreads each wave over the strata in proportion to what is left, and uses none of them up', () => {
    fc.assert(
      fc.property(fleets, percentages, fc.string(), (orgs, percents, seed) => {
        const { waves, levelsCut } = draw({ orgs, percents, seed });
        const seen = orgs.map(({ org, stratum }) => ({
          org,
          stratum: coarsened(stratum, levelsCut),
        }));
        let left = seen;
        for (const wave of waves) {
          const taken = countBy(wave, seen);
          const available = Object.entries(
            countBy(
              left.map(({ org }) => org),
              seen,
            ),
          );
          const canSpare = left.length - wave.length >= available.length;
          const full = available.filter(([name, count]) => (taken[name] ?? 0) >= count - 1).length;
          for (const [name, count] of available) {
            const fair = (wave.length * count) / left.length;
            const got = taken[name] ?? 0;
            assert.ok(got > fair - 1);
            // What a stratum cannot spare is taken from the others.
            assert.ok(got < fair + 1 + full);
            if (canSpare) assert.ok(got < count);
          }
          left = left.filter(({ org }) => !wave.includes(org));
        }
      }),
    );
  });

  it('draws within the finest strata that leave enough ways to draw', () => {
    const fine = (count: number): Org[] =>
      Array.from({ length: count }, (_, at) => ({
        org: `org_${at}`,
        stratum: `region/${at % 2 === 0 ? 'x' : 'y'}/${['low', 'middle', 'high'][at % 3] ?? ''}`,
      }));
    const cut = (count: number, percent: number): number =>
      draw({ orgs: fine(count), percents: [percent, 100], seed: 's' }).levelsCut;
    // Six strata of ten and six canaries: 10^6 ways. Three canaries of thirty, five each: 125 ways, by carrier 15 × 105.
    assert.equal(cut(60, 10), 0);
    assert.equal(cut(30, 10), 1);
    // Two canaries of twenty, one a carrier: 100 ways; any two of twenty: 190, which is too few as well.
    assert.equal(cut(20, 10), 0);
  });

  it('draws nobody who needs what a candidate brings that is not on the release yet', () => {
    const chains = fc
      .array(fc.array(fc.nat({ max: 29 }), { maxLength: 3 }), { minLength: 1, maxLength: 30 })
      .map((needs) =>
        needs.map((some, at) => ({
          org: `org_${String(at).padStart(2, '0')}`,
          stratum: `s/${at % 3}`,
          after: [...new Set(some.filter((one) => one < at))].map(
            (one) => `org_${String(one).padStart(2, '0')}`,
          ),
        })),
      );
    const holdouts = fc.record({
      percent: fc.integer({ min: 0, max: 50 }),
      orgs: fc.array(fc.nat({ max: 29 }).map((at) => `org_${String(at).padStart(2, '0')}`)),
    });
    fc.assert(
      fc.property(chains, percentages, holdouts, fc.string(), (orgs, percents, holdout, seed) => {
        const { waves, holdout: held } = draw({ orgs, percents, holdout, seed });
        const order = [...waves, ...(held.length > 0 ? [held] : [])];
        assert.deepEqual(order.flat().sort(), orgs.map(({ org }) => org).sort());
        const waveOf = (org: string): number => order.findIndex((wave) => wave.includes(org));
        for (const { org, after } of orgs)
          for (const needed of after) {
            const [mine, its] = [waveOf(org), waveOf(needed)];
            assert.ok(its < mine || (its === mine && mine >= waves.length - 1), `${org} ${needed}`);
          }
        for (const name of holdout.orgs)
          if (orgs.some(({ org }) => org === name)) assert.ok(held.includes(name));
      }),
    );
  });

  it('holds out a share at random, evenly, and leaves somebody to try it on', () => {
    const orgs = fleet({ 'r/a': 10, 'r/b': 10 });
    const { waves, holdout } = draw({
      orgs,
      percents: PERCENTS,
      seed: 's',
      holdout: { percent: 20, orgs: [] },
    });
    assert.deepEqual(countBy(holdout, orgs), { 'r/a': 2, 'r/b': 2 });
    assert.deepEqual(
      waves.map(({ length }) => length),
      [2, 6, 8],
    );
    const alone = draw({
      orgs: fleet({ a: 1 }),
      percents: PERCENTS,
      seed: 's',
      holdout: { percent: 50, orgs: [] },
    });
    assert.deepEqual(alone, { waves: [['a-0']], holdout: [], levelsCut: 0 });
  });

  it('depends on the seed, not on the order of the orgs', () => {
    fc.assert(
      fc.property(
        fleets.chain((orgs) =>
          fc.tuple(
            fc.constant(orgs),
            fc.shuffledSubarray(orgs, { minLength: orgs.length, maxLength: orgs.length }),
          ),
        ),
        fc.string(),
        ([orgs, shuffled], seed) => {
          assert.deepEqual(
            planWaves({ orgs: shuffled, percents: PERCENTS, seed }),
            planWaves({ orgs, percents: PERCENTS, seed }),
          );
        },
      ),
    );
  });
});
