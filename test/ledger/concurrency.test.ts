import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import type { Ledger } from '../../src/ledger/port.js';
import {
  ADDRESS,
  addressOf,
  evidenceOf,
  keyOf,
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

  describe('that are 16 workers in 4 processes', function () {
    this.timeout(120_000);
    const PROCESSES = 4;
    const WORKERS = 16;

    const workersOf = (part: number): number[] =>
      Array.from({ length: WORKERS / PROCESSES }, (_, i) => part + i * PROCESSES);

    async function write(
      repository: string,
      caches: readonly string[],
      total: number,
    ): Promise<void> {
      const script = fileURLToPath(new URL('./writer-process.ts', import.meta.url));
      await Promise.all(
        Array.from({ length: PROCESSES }, (_, part) => {
          const cache = join(at.folder, caches[part % caches.length] ?? '');
          const here = workersOf(part).join(',');
          const args = ['--import=tsx', script, repository, cache, `${total}`, `${WORKERS}`, here];
          return promisify(execFile)(process.execPath, args);
        }),
      );
    }
    async function assertAllThere(total: number): Promise<void> {
      const expected = new Map<string, Set<string>>();
      for (let n = 0; n < total; n += 1) {
        const ref = `refs/rollcall/production/${addressOf(n).org}`;
        const paths = expected.get(ref) ?? new Set();
        expected.set(ref, paths.add(`rollouts/${keyOf(n)}/snapshot.json`));
      }
      for (const n of [0, Math.floor(total / 2), total - 1]) {
        const snapshot = await at.ledger.readSnapshot(addressOf(n), keyOf(n));
        assert.equal(snapshot.plan.digest, `p${n}`);
      }
      let commits = 0;
      for (const [ref, paths] of expected) {
        const tree = await at.git('ls-tree', '-r', '--name-only', ref);
        assert.deepEqual(new Set(tree.split('\n')), paths);
        // One beginning and no merge: a line.
        assert.equal(await at.git('rev-list', '--count', '--max-parents=0', ref), '1');
        assert.equal(await at.git('rev-list', '--count', '--min-parents=2', ref), '0');
        commits += await at.commits(ref);
      }
      assert.equal(commits, total);
      // fsck fails on whatever is missing or broken; it says so on its output as well.
      assert.equal(await at.git('fsck', '--full', '--no-dangling', '--no-progress'), '');
    }

    it('lose none of 500 snapshots', async () => {
      await write(at.repository, ['cache'], 500);
      await assertAllThere(500);
    });

    it('lose none of 32 snapshots by way of mirrors', async () => {
      // Two processes share a mirror, as on one machine.
      await write(pathToFileURL(at.repository).href, ['one', 'two'], 32);
      await assertAllThere(32);
    });
  });
});
