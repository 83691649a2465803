import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { planWaves } from '../../src/domain/waves.js';

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

  it('spreads each wave over the strata in proportion to what is left, to within one org', () => {
    fc.assert(
      fc.property(fleets, percentages, fc.string(), (orgs, percents, seed) => {
        let left = orgs;
        for (const wave of planWaves({ orgs, percents, seed })) {
          const taken = countBy(wave, orgs);
          const available = countBy(
            left.map(({ org }) => org),
            orgs,
          );
          for (const [stratum, count] of Object.entries(available)) {
            const fair = (wave.length * count) / left.length;
            assert.ok(Math.abs((taken[stratum] ?? 0) - fair) < 1);
          }
          left = left.filter(({ org }) => !wave.includes(org));
        }
      }),
    );
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
