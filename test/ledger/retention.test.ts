import assert from 'node:assert/strict';
import { rolloutsToPrune } from '../../src/ledger/retention.js';
import {
  ADDRESS,
  ORG_REF,
  planOf,
  snapshotOf,
  temporaryLedger,
  type TemporaryLedger,
} from './fixture.js';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `r${i + 1}`);

describe('retention', () => {
  it('prunes the oldest by age, not by name', () => {
    const ever = ['old', ...numbered(22)];
    assert.deepEqual(rolloutsToPrune(numbered(20), 'new', ever), ['r1']);
    assert.deepEqual(rolloutsToPrune(numbered(22).toReversed(), 'r22', ever), ['r1', 'r2']);
    assert.deepEqual(rolloutsToPrune(numbered(19), 'new', ever), []);
  });

  it('never prunes the one just written, nor a newer one', () => {
    const ever = ['old', ...numbered(22)];
    assert.deepEqual(rolloutsToPrune(numbered(20), 'old', ever), []);
    assert.deepEqual(rolloutsToPrune(numbered(22), 'r2', ever), ['r1']);
  });

  describe('in the ledger', function () {
    this.timeout(30_000);
    let at: TemporaryLedger;
    before(async () => {
      at = await temporaryLedger();
      for (const key of numbered(22)) {
        await at.ledger.writePlan(ADDRESS, key, planOf(`p-${key}`));
        await at.ledger.writeSnapshot(ADDRESS, snapshotOf(key, `p-${key}`));
      }
    });
    after(() => at.remove());
    const inTree = async (): Promise<string[]> =>
      (await at.git('ls-tree', '--name-only', `${ORG_REF}:rollouts`)).split('\n');

    it('keeps the last 20 rollouts in the tree', async () => {
      assert.deepEqual(new Set(await inTree()), new Set(numbered(22).slice(2)));
    });

    it('still reads what was pruned, from history', async () => {
      assert.equal((await at.ledger.readPlan(ADDRESS, 'r1')).digest, 'p-r1');
      assert.deepEqual(await at.ledger.readSnapshot(ADDRESS, 'r1'), snapshotOf('r1', 'p-r1'));
    });

    it('does not replace a pruned snapshot either', async () => {
      const tip = await at.git('rev-parse', ORG_REF);
      const commit = await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'later'));
      assert.equal(await at.git('rev-parse', ORG_REF), tip);
      assert.match(await at.git('show', '-s', '--format=%s', commit), /rollout r1$/);
    });

    it('takes a late plan of a pruned rollout without pruning newer ones', async () => {
      await at.ledger.writePlan(ADDRESS, 'r1', planOf('late'));
      assert.equal((await inTree()).length, 21);
      assert.equal((await at.ledger.readPlan(ADDRESS, 'r1')).digest, 'late');
      await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'later'));
      assert.deepEqual(await at.ledger.readSnapshot(ADDRESS, 'r1'), snapshotOf('r1', 'p-r1'));
    });
  });
});
