import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { LedgerDamagedError } from '../../src/ledger/errors.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import { LedgerUnavailableError, type Ledger } from '../../src/ledger/port.js';
import {
  ADDRESS,
  evidenceOf,
  ORG_REF,
  planOf,
  promotionOf,
  snapshotOf,
  temporaryLedger,
  type TemporaryLedger,
} from './fixture.js';

describe('a ledger at a URL', function () {
  this.timeout(60_000);
  let at: TemporaryLedger;
  let url: string;
  beforeEach(async () => {
    at = await temporaryLedger();
    url = pathToFileURL(at.repository).href;
  });
  afterEach(() => at.remove());
  const mirrored = (cache: string, options = {}): Promise<Ledger> =>
    openGitLedger({ repository: url, cacheDir: join(at.folder, cache), ...options });

  it('has what was written through any mirror, and its own id', async () => {
    const [one, other] = [await mirrored('one'), await mirrored('other')];
    assert.equal(await one.id(), await at.ledger.id());
    await one.writePlan(ADDRESS, 'r1', planOf('p1'));
    assert.deepEqual(await other.readPlan(ADDRESS, 'r1'), planOf('p1'));
    const commit = await other.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    assert.equal(await at.git('rev-parse', ORG_REF), commit);
    assert.equal(await one.writeSnapshot(ADDRESS, snapshotOf('r1', 'later')), commit);
    assert.equal((await at.ledger.readSnapshot(ADDRESS, 'r1')).plan.digest, 'p1');
    await at.ledger.writeBases(ADDRESS, { key: { id: 'i', values: {} } }, 'from the path');
    assert.deepEqual(Object.keys(await one.readBases(ADDRESS)), ['key']);
    const place = await one.writeReport('r1', { 'report.md': 'x' });
    assert.equal(place, `${url}:refs/rollcall/rollouts/r1:report.md`);
    assert.equal((await other.listRollouts()).length, 1);
  });

  it('loses nothing where mirrors write at once, on one ref and on many', async () => {
    // Two share a mirror, as workers of one machine do.
    const ledgers = await Promise.all(['a', 'a', 'b', 'c'].map((cache) => mirrored(cache)));
    await Promise.all(
      ledgers.flatMap((ledger, i) => [
        ledger.writePlan(ADDRESS, `r${i}`, planOf(`p${i}`)),
        ledger.writePlan({ ...ADDRESS, org: `org-${i}` }, 'r1', planOf(`p${i}`)),
        ledger.writeEvidence('r1', `check-${i}`, evidenceOf(i)),
        ledger.writeEvidence('r1', `second-${i}`, evidenceOf(i)),
      ]),
    );
    assert.equal(await at.commits(ORG_REF), ledgers.length);
    assert.equal(await at.commits('refs/rollcall/rollouts/r1'), 2 * ledgers.length);
    for (const [i, ledger] of ledgers.entries()) {
      assert.equal((await ledger.readPlan(ADDRESS, `r${i}`)).digest, `p${i}`);
      assert.equal(await at.commits(`refs/rollcall/production/org-${i}`), 1);
    }
    assert.equal(await at.git('rev-list', '--merges', '--all', '--count'), '0');
    await at.git('fsck', '--full', '--strict');
  });

  it('is signed there too', async () => {
    const key = join(at.folder, 'worker');
    await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const signers = join(at.folder, 'allowed_signers');
    const { stdout } = await promisify(execFile)('ssh-keygen', ['-y', '-f', key]);
    await writeFile(signers, `worker ${stdout}`);
    const ledger = await mirrored('one', { signingKey: key, signers });
    await ledger.writePromotion(promotionOf('signed', '2026-03-01T10:00:00Z'));
    await at.ledger.writePromotion(promotionOf('forged', '2026-03-02T10:00:00Z'));
    const trusted = (await ledger.readPromotions('staging')).map((record) => record.trusted);
    assert.deepEqual(trusted, [true, false]);
  });

  it('is made at a URL where an empty repository is', async () => {
    const empty = join(at.folder, 'empty.git');
    await promisify(execFile)('git', ['init', '--quiet', '--bare', empty]);
    const place = pathToFileURL(empty).href;
    const caches = ['one', 'two'].map((cache) => ({ cacheDir: join(at.folder, cache) }));
    const ids = await Promise.all(caches.map((cache) => createGitLedger(place, cache)));
    assert.equal(ids[0], ids[1]);
    assert.equal(await (await openGitLedger({ repository: empty })).id(), ids[0]);
    await assert.rejects(openGitLedger({ repository: place }), /needs a cacheDir/);
  });

  it('is unavailable while it is away, also to readers of a full mirror, and without the password in its URL', async () => {
    const ledger = await mirrored('one');
    await ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await rename(at.repository, `${at.repository}.away`);
    await assert.rejects(ledger.readPlan(ADDRESS, 'r1'), LedgerUnavailableError);
    await rename(`${at.repository}.away`, at.repository);
    assert.equal((await ledger.readPlan(ADDRESS, 'r1')).digest, 'p1');

    const secret = 'https://worker:hunter2-planted@127.0.0.1:9/ledger.git';
    const unreachable = await openGitLedger({ repository: secret, cacheDir: join(at.folder, 'x') });
    const quiet = (error: unknown): boolean =>
      error instanceof LedgerUnavailableError &&
      error.message.includes('https://127.0.0.1:9/ledger.git') &&
      !error.message.includes('hunter2') &&
      !String(error.stack).includes('hunter2') &&
      error.cause === undefined;
    await assert.rejects(unreachable.id(), quiet);
  });

  it('says so when the remote takes no push, and keeps nothing only in the mirror', async () => {
    const ledger = await mirrored('one');
    await mkdir(join(at.repository, 'hooks'), { recursive: true });
    const hook = join(at.repository, 'hooks', 'pre-receive');
    await writeFile(hook, '#!/bin/sh\necho no writing today >&2\nexit 1\n', { mode: 0o755 });
    await assert.rejects(
      ledger.writePlan(ADDRESS, 'r1', planOf('p1')),
      (error: unknown) =>
        error instanceof LedgerUnavailableError && error.message.includes('no writing today'),
    );
    assert.deepEqual(await ledger.readBases(ADDRESS), {});
    await assert.rejects(ledger.readPlan(ADDRESS, 'r1'), /is not in ledger file:/);
  });

  it('is damaged where the remote was rewritten', async () => {
    const ledger = await mirrored('one');
    await ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await ledger.writePlan(ADDRESS, 'r2', planOf('p2'));
    const tip = await at.git('rev-parse', ORG_REF);
    await at.git('update-ref', ORG_REF, `${ORG_REF}~1`);
    await assert.rejects(
      ledger.readPlan(ADDRESS, 'r1'),
      (error: unknown) => error instanceof LedgerDamagedError && error.message.includes(tip),
    );
    assert.equal((await ledger.verify())[0]?.ref, ORG_REF);
  });
});
