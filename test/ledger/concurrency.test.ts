import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import type { Ledger } from '../../src/ledger/port.js';
import {
  ADDRESS,
  evidenceOf,
  ORG_REF,
  planOf,
  temporaryLedger,
  type TemporaryLedger,
} from './fixture.js';

const WRITERS = Array.from({ length: 20 }, (_, writer) => writer);

describe('concurrent writers', function () {
  this.timeout(30_000);
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());
  // A ledger of its own has no queue in common with the others: it races as another process does.
  const another = (): Promise<Ledger> => openGitLedger({ repository: at.repository });

  it('of different processes all land on the same ref', async () => {
    const ledgers = await Promise.all(WRITERS.map(another));
    await Promise.all(
      ledgers.map((ledger, i) => ledger.writePlan(ADDRESS, `r${i}`, planOf(`p${i}`))),
    );
    assert.equal(await at.commits(ORG_REF), WRITERS.length);
    for (const i of WRITERS) {
      assert.equal((await at.ledger.readPlan(ADDRESS, `r${i}`)).digest, `p${i}`);
    }
  });

  it('of one process all land on the same ref', async () => {
    await Promise.all(
      WRITERS.map((i) => at.ledger.writeEvidence('r1', `check-${i}`, evidenceOf(i))),
    );
    assert.equal(await at.commits('refs/rollcall/rollouts/r1'), WRITERS.length);
  });

  it('of different refs do not disturb each other', async () => {
    const ledgers = await Promise.all(WRITERS.map(another));
    await Promise.all(
      ledgers.map((ledger, i) =>
        ledger.writePlan({ ...ADDRESS, org: `org-${i}` }, 'r1', planOf(`p${i}`)),
      ),
    );
    for (const i of WRITERS) {
      const address = { ...ADDRESS, org: `org-${i}` };
      assert.equal((await at.ledger.readPlan(address, 'r1')).digest, `p${i}`);
      assert.equal(await at.commits(`refs/rollcall/production/org-${i}`), 1);
    }
  });

  it('of the same record make one commit', async () => {
    const ledgers = await Promise.all(WRITERS.map(another));
    await Promise.all(ledgers.map((ledger) => ledger.writePlan(ADDRESS, 'r1', planOf('p1'))));
    assert.equal(await at.commits(ORG_REF), 1);
  });

  it('create one ledger, with one id', async () => {
    const path = join(at.folder, 'nested', 'other.git');
    const ids = await Promise.all(WRITERS.slice(0, 8).map(() => createGitLedger(path)));
    assert.equal(new Set(ids).size, 1);
    assert.equal(await createGitLedger(path), ids[0]);
    assert.equal(await (await openGitLedger({ repository: path })).id(), ids[0]);
    assert.notEqual(ids[0], await at.ledger.id());
  });
});
