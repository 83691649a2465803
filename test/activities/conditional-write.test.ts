import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { writeMerged, type Merge } from '../../src/activities/conditional-write.js';
import { untilVisible } from '../../src/activities/visible.js';
import type { OrgClient } from '../../src/platforms/port.js';
import { simulate, type Simulated } from '../platforms/guide/simulated.js';
import { wireErrorOf } from '../http/api-under-test.js';

const QUEUE = { kind: 'queue', id: 'east-queue' } as const;

/** Wants one description. */
const describeAs =
  (text: string): Merge =>
  (live) => ({
    body: { ...live, description: text },
    applied: live['description'] === text ? 0 : 1,
    kept: 0,
  });

describe('a conditional write', () => {
  let simulated: Simulated;
  let client: OrgClient;

  beforeEach(async () => {
    simulated = await simulate();
    client = simulated.connect('east');
  });
  afterEach(() => simulated.close());

  const fault = (effect: object, more: object = {}): Promise<void> =>
    simulated.control('faults', {
      id: 'f',
      orgId: 'east',
      kind: 'queue',
      method: 'PATCH',
      effect,
      ...more,
    });
  const writes = async (): Promise<number> => (await simulated.journal()).length;
  const description = async (): Promise<unknown> =>
    (await client.read('queue', QUEUE.id))?.body['description'];

  for (const status of [409, 423])
    it(`is tried again while somebody holds the resource (${status}), and lands once`, async () => {
      await fault({ type: 'conflict', status }, { count: 2 });
      const { wrote } = await writeMerged(client, QUEUE, describeAs('new'), {});
      assert.equal(wrote, true);
      assert.equal(await description(), 'new');
      assert.equal(await writes(), 1);
      assert.equal((await simulated.hits('f')).hits, 2);
    });

  it('gives a lock that stays back to Temporal, which tries again; a conflict that stays is final', async () => {
    for (const [status, kind] of [
      [423, 'locked'],
      [409, 'conflict'],
    ] as const) {
      await fault({ type: 'conflict', status }, { id: kind, count: 0 });
      const error = await wireErrorOf(writeMerged(client, QUEUE, describeAs('new'), {}));
      assert.equal(error.facts.kind, kind);
      assert.equal((await simulated.hits(kind)).hits, 4, 'bounded');
      await fetch(`${simulated.url}/_sim/faults/${kind}`, { method: 'DELETE' });
    }
    assert.equal(await writes(), 0);
  });

  it('merges anew after each 412, so that edits in between stay, and gives up in the end', async () => {
    await fault({ type: 'edit', by: 'kim', patch: { skills: ['a'] } }, { count: 1 });
    await writeMerged(client, QUEUE, describeAs('new'), {});
    const live = await client.read('queue', QUEUE.id);
    assert.deepEqual([live?.body['description'], live?.body['skills']], ['new', ['a']]);
    await fault({ type: 'status', status: 412 }, { id: 'always', count: 0 });
    await assert.rejects(writeMerged(client, QUEUE, describeAs('newer'), {}), (error) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.equal(error.type, 'preconditionFailed');
      assert.notEqual(error.nonRetryable, true);
      return true;
    });
    assert.equal((await simulated.hits('always')).hits, 8, 'bounded');
  });

  it('counts once it was read back, where the platform is eventually consistent', async () => {
    const declared = client.declares('queue') ?? assert.fail('no queues');
    const declares: OrgClient['declares'] = () => ({ ...declared, consistency: 'eventual' });
    const eventual: OrgClient = { ...client, declares };
    await fault({ type: 'staleRead', seconds: 60 }, { method: undefined });
    const writing = writeMerged(eventual, QUEUE, describeAs('new'), {});
    let done = false;
    const settled = writing.finally(() => {
      done = true;
    });
    while ((await writes()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = (await simulated.hits('f')).hits;
    while ((await simulated.hits('f')).hits < before + 2)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(done, false, 'reads do not show it yet');
    await simulated.control('clock', { advanceMs: 120_000 });
    const { wrote, live } = await settled;
    assert.equal(wrote, true);
    assert.equal(live?.body['description'], 'new');
    assert.equal(await writes(), 1, 'written once');
  });

  it('is believed at once where the platform says that it is consistent', async () => {
    const live = await client.read('queue', QUEUE.id);
    assert.ok(live !== null);
    assert.equal(await untilVisible(client, live, () => false, {}), live);
  });
});
