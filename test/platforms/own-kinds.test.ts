import assert from 'node:assert/strict';
import { ResourceKind } from '../../src/domain/resource.js';
import { wireErrorOf } from '../http/api-under-test.js';
import { found, simulate } from './guide/simulated.js';

describe('a kind that a platform does not have', () => {
  it('is refused by name, and nothing is sent', async () => {
    const sim = await simulate();
    try {
      const client = sim.connect('east');
      const kinds = Object.values(ResourceKind).filter((kind) => client.declares(kind) === null);
      assert.ok(kinds.includes('ivr') && !kinds.includes('queue'));
      await sim.control('faults', { id: 'any', count: 0, effect: { type: 'latency', ms: 0 } });
      const queue = await found(client, 'queue', 'Support');
      const before = (await sim.hits('any')).hits;
      for (const kind of kinds) {
        const live = { ...queue, kind };
        for (const work of [
          client.read(kind, 'x'),
          client.findByName(kind, 'x'),
          client.list(kind),
          client.create(kind, { name: 'x' }),
          client.update(live, { name: 'x' }),
          client.remove(live),
        ]) {
          const error = await wireErrorOf(work);
          assert.equal(error.facts.kind, 'rejected');
          assert.match(error.message, new RegExp(`east has no ${kind}`));
        }
        assert.throws(() => client.pages(kind), new RegExp(`east has no ${kind}`));
      }
      assert.deepEqual(client.scopesFor(kinds), client.scopesFor([]));
      assert.equal((await sim.hits('any')).hits, before);
    } finally {
      await sim.close();
    }
  });
});
