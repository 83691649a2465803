import assert from 'node:assert/strict';
import { diceOf, purposes, streamKey, uniformOf } from '../../../src/simulator/traffic/draws.js';

const callers = 100_000;

function drawsOf(stream: string, purpose: number, skipped = 0): number[] {
  const key = streamKey(1, stream);
  return Array.from({ length: callers }, (_, nth) =>
    uniformOf(diceOf(key, nth + skipped), purpose),
  );
}

/** The correlation in standard errors of that of independent draws. */
function correlation(some: number[], others: number[]): number {
  const products = some.map((draw, index) => (draw - 0.5) * ((others[index] ?? 0) - 0.5));
  return 12 * (products.reduce((sum, product) => sum + product, 0) / Math.sqrt(callers));
}

describe('simulator: draws', () => {
  it('are uniform for every purpose', () => {
    for (const purpose of Object.values(purposes)) {
      const bins = Array.from({ length: 100 }, () => 0);
      for (const draw of drawsOf('org/callers/0', purpose)) {
        const bin = Math.floor(draw * 100);
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      const expected = callers / 100;
      const chiSquare = bins.reduce((sum, bin) => sum + (bin - expected) ** 2 / expected, 0);
      // 99 degrees of freedom: mean 99, standard deviation 14.
      assert.ok(chiSquare > 50 && chiSquare < 160, `purpose ${purpose}: ${chiSquare}`);
    }
  });

  it('do not hang together between purposes, callers, streams and orgs', () => {
    const gaps = drawsOf('org/callers/0', purposes.gap);
    const others = {
      purpose: drawsOf('org/callers/0', purposes.patience),
      'next purpose': drawsOf('org/callers/0', purposes.hangUp),
      'next caller': drawsOf('org/callers/0', purposes.gap, 1),
      stream: drawsOf('org/callers/1', purposes.gap),
      org: drawsOf('orh/callers/0', purposes.gap),
    };
    for (const [what, draws] of Object.entries(others)) {
      const found = correlation(gaps, draws);
      assert.ok(Math.abs(found) < 4, `${what}: ${found}`);
    }
  });
});
