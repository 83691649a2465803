import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { LedgerUnavailableError, type Ledger } from '../../src/ledger/port.js';
import {
  ADDRESS,
  ORG_REF,
  planOf,
  promotionOf,
  snapshotOf,
  temporaryLedger,
  type TemporaryLedger,
} from './fixture.js';

const PROMOTIONS = 'refs/rollcall/promotions/staging';
const PASS = promotionOf('rollout/staging/v1', '2026-03-01T10:00:00Z');

describe('a signed ledger', () => {
  let at: TemporaryLedger;
  let signers: string;
  let worker: Ledger;
  beforeEach(async () => {
    at = await temporaryLedger();
    signers = join(at.folder, 'allowed_signers');
    await writeFile(signers, await allowed('worker'));
    worker = await signing('worker');
  });
  afterEach(() => at.remove());

  /** Makes a key, and returns the line that allows it. */
  async function allowed(name: string): Promise<string> {
    const key = join(at.folder, name);
    await promisify(execFile)('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      name,
      '-f',
      key,
    ]);
    return `${name}@rollcall namespaces="git" ${await readFile(`${key}.pub`, 'utf8')}`;
  }
  const signing = (name: string): Promise<Ledger> =>
    openGitLedger({ repository: at.repository, signingKey: join(at.folder, name), signers });

  it('has a good signature by the worker on every commit, and reads as any other', async () => {
    await worker.writePlan(ADDRESS, 'r1', planOf('p1'));
    const commit = await worker.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    await worker.writeSnapshot(ADDRESS, snapshotOf('r1', 'p2'));
    assert.equal(await at.git('rev-parse', ORG_REF), commit);
    assert.equal((await at.ledger.readSnapshot(ADDRESS, 'r1')).plan.digest, 'p1');
    const trust = ['-c', `gpg.ssh.allowedSignersFile=${signers}`];
    const log = await at.git(...trust, 'log', '--format=%G? %GS %an %s', ORG_REF);
    assert.deepEqual(log.split('\n'), [
      'G worker@rollcall Rollcall Snapshot of emea_sales in production, rollout r1',
      'G worker@rollcall Rollcall Plan for emea_sales in production, rollout r1',
    ]);
    // Nothing but the commits of the refs is left behind.
    assert.doesNotMatch(await at.git('for-each-ref'), /making/);
  });

  it('trusts a pass that its worker signed, also under later commits of others', async () => {
    await worker.writePromotion(PASS);
    await at.ledger.writePromotion(promotionOf('unsigned', '2026-03-02T10:00:00Z'));
    const [first, second] = await worker.readPromotions('staging');
    assert.deepEqual(first, { ...PASS, trusted: true });
    assert.equal(second?.trusted, false);
    assert.match(second?.distrust ?? '', /^commit [0-9a-f]{40} is not signed$/);
  });

  it('trusts everything where no signers are set', async () => {
    await at.ledger.writePromotion(PASS);
    assert.deepEqual(await at.ledger.readPromotions('staging'), [{ ...PASS, trusted: true }]);
  });

  it('distrusts a pass signed with a key that is not listed', async () => {
    await allowed('stranger');
    await (await signing('stranger')).writePromotion(PASS);
    const [record] = await worker.readPromotions('staging');
    assert.match(record?.distrust ?? '', /signed by nobody whom ROLLCALL_LEDGER_SIGNERS lists/);
  });

  it('distrusts a signed pass that somebody changed', async () => {
    await worker.writePromotion(PASS);
    const [path = ''] = (await at.git('ls-tree', '--name-only', PROMOTIONS)).split('\n');
    await at.tamper(PROMOTIONS, path, JSON.stringify({ ...PASS, releaseDigest: 'forged' }));
    const [record] = await worker.readPromotions('staging');
    assert.deepEqual([record?.releaseDigest, record?.trusted], ['forged', false]);
  });

  it('distrusts a commit whose signature was copied from another', async () => {
    await worker.writePromotion(PASS);
    const raw = await at.git('cat-file', 'commit', PROMOTIONS);
    const forged = raw.replace('rollout/staging/v1', 'rollout/staging/v2');
    const file = join(at.folder, 'forged');
    await writeFile(file, `${forged}\n`);
    await at.git('update-ref', PROMOTIONS, await at.git('hash-object', '-t', 'commit', '-w', file));
    const [record] = await worker.readPromotions('staging');
    assert.equal(record?.trusted, false);
    assert.match(record?.distrust ?? '', /has a bad signature|could be checked/);
  });

  it('distrusts a pass that was signed for another environment', async () => {
    await worker.writePromotion({ ...PASS, environment: 'development' });
    await at.git('update-ref', PROMOTIONS, 'refs/rollcall/promotions/development');
    const [record] = await worker.readPromotions('staging');
    assert.equal(record?.trusted, false);
    assert.match(record?.distrust ?? '', /is a record of development/);
  });

  it('distrusts a pass that came by a merge', async () => {
    await worker.writePromotion(PASS);
    const tip = await at.git('rev-parse', PROMOTIONS);
    await at.tamper(PROMOTIONS, 'x.json', JSON.stringify({ ...PASS, releaseDigest: 'forged' }));
    const tree = await at.git('rev-parse', `${PROMOTIONS}^{tree}`);
    const author = ['-c', 'user.name=x', '-c', 'user.email=x'];
    const args = ['commit-tree', tree, '-p', tip, '-p', 'refs/rollcall/ledger', '-m', 'x'];
    await at.git('update-ref', PROMOTIONS, await at.git(...author, ...args));
    const records = await worker.readPromotions('staging');
    const forged = records.find(({ releaseDigest }) => releaseDigest === 'forged');
    assert.deepEqual([forged?.trusted, forged?.distrust], [false, 'no commit wrote it']);
  });

  it('is verified commit by commit', async () => {
    await worker.writePromotion(PASS);
    await at.ledger.writePromotion(promotionOf('unsigned', '2026-03-02T10:00:00Z'));
    const findings = await worker.verify();
    assert.deepEqual(
      findings.map(({ ref, what }) => [ref, what.replace(/[0-9a-f]{40}/, 'X')]),
      // The fixture made the ledger without a key.
      [
        ['refs/rollcall/ledger', 'commit X is not signed'],
        [PROMOTIONS, 'commit X is not signed'],
      ],
    );
    assert.deepEqual(await at.ledger.verify(), []);
  });

  it('is not written without its key, and not trusted without its signers', async () => {
    const keyless = await signing('missing');
    const noKey = (error: unknown): boolean =>
      error instanceof LedgerUnavailableError &&
      error.message.includes('ROLLCALL_LEDGER_SIGNING_KEY');
    await assert.rejects(keyless.writePromotion(PASS), noKey);
    assert.deepEqual(await at.ledger.readPromotions('staging'), []);
    await at.ledger.writePromotion(PASS);
    const blind = await openGitLedger({ repository: at.repository, signers: `${signers}.none` });
    await assert.rejects(
      blind.readPromotions('staging'),
      /ROLLCALL_LEDGER_SIGNERS\) cannot be read/,
    );
  });
});
