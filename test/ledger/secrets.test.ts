import assert from 'node:assert/strict';
import type { OrgPlan, ResourcePlan } from '../../src/domain/org-plan.js';
import { LedgerRefusedError } from '../../src/ledger/port.js';
import { ADDRESS, planOf, snapshotOf, temporaryLedger, type TemporaryLedger } from './fixture.js';

const PLANTED = 'hunter2-planted';

describe('secrets and the ledger', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  /** Content of every object in the repository, reachable or not. */
  const everything = async (): Promise<string> => {
    const list = await at.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)');
    const contents = list.split('\n').map((id) => at.git('cat-file', '-p', id));
    return (await Promise.all(contents)).join('\n');
  };

  it('a planted password is in no object', async () => {
    const snapshot = snapshotOf('r1', 'p1');
    const [resource] = snapshot.resources;
    assert.ok(resource);
    const body = {
      name: 'Orders',
      sipPassword: PLANTED,
      registration: { 'pass-phrase': PLANTED, user: 'known' },
      peers: [{ host: 'a', api_key: PLANTED }],
    };
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await at.ledger.writeSnapshot(ADDRESS, { ...snapshot, resources: [{ ...resource, body }] });
    const values = { '/name': 'Orders', '/sipPassword': PLANTED, '/peers': body.peers };
    await at.ledger.writeBases(ADDRESS, { key: { id: 'q-1', values } }, 'test');
    const objects = await everything();
    assert.ok(objects.includes('"user": "known"'));
    assert.ok(!objects.includes(PLANTED));
    const kept = await at.ledger.readSnapshot(ADDRESS, 'r1');
    assert.deepEqual(kept.resources[0]?.body, {
      name: 'Orders',
      registration: { user: 'known' },
      peers: [{ host: 'a' }],
    });
  });

  const [resource] = planOf('p1').resources;
  assert.ok(resource);
  const naming: Record<string, Partial<ResourcePlan>> = {
    'writes one': { changes: [{ path: '/registration/password', from: 'x', to: PLANTED }] },
    'writes below one': { changes: [{ path: '/secret/a', to: PLANTED }] },
    'writes a list with one in it': { changes: [{ path: '/peers', from: [{ pwd: PLANTED }] }] },
    'leaves one to a person': {
      held: [{ path: '/token', live: PLANTED, reason: 'kept' }],
    },
    'creates one': { desired: { registration: { password: PLANTED } } },
  };
  for (const [what, members] of Object.entries(naming)) {
    it(`a plan that ${what} is refused, and the message has the place, not the value`, async () => {
      const plan: OrgPlan = { ...planOf('p2'), resources: [{ ...resource, ...members }] };
      const refused = (error: unknown): boolean =>
        error instanceof LedgerRefusedError &&
        /names emea_sales\/queue\/orders \/[a-z]/.test(error.message) &&
        !error.message.includes(PLANTED);
      await assert.rejects(at.ledger.writePlan(ADDRESS, 'r1', plan), refused);
      await assert.rejects(
        at.ledger.writeSnapshot(ADDRESS, { ...snapshotOf('r1', 'p1'), plan }),
        refused,
      );
      assert.ok(!(await everything()).includes(PLANTED));
    });
  }
});
