import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LedgerDamagedError, LedgerNameError } from '../../src/ledger/errors.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import { LedgerUnavailableError } from '../../src/ledger/port.js';
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

describe('a ledger in trouble', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  it('is unavailable while the repository is away, and works when it is back', async () => {
    const away = `${at.repository}.away`;
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await rename(at.repository, away);
    const unavailable = (error: unknown): boolean =>
      error instanceof LedgerUnavailableError && /not a git repository/i.test(error.message);
    await assert.rejects(at.ledger.id(), unavailable);
    await assert.rejects(at.ledger.readPlan(ADDRESS, 'r1'), unavailable);
    await assert.rejects(at.ledger.readBases(ADDRESS), unavailable);
    await assert.rejects(at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1')), unavailable);
    await rename(away, at.repository);
    assert.equal((await at.ledger.readPlan(ADDRESS, 'r1')).digest, 'p1');
    assert.ok(await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1')));
  });

  it('goes on by itself where a Git that was killed left its lock on a ref', async () => {
    const lock = join(at.repository, `${ORG_REF}.lock`);
    const outcomes: string[] = [];
    const ledger = await openGitLedger({
      repository: at.repository,
      lockPatienceMs: 0,
      onOutcome: (outcome) => outcomes.push(outcome),
    });
    await ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await writeFile(lock, '');
    assert.ok(await ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1')));
    assert.equal(outcomes.filter((outcome) => outcome === 'staleLock').length, 1);
    assert.ok(!existsSync(lock));
  });

  it('leaves a lock that may be somebody’s, and names it', async () => {
    const lock = join(at.repository, `${ORG_REF}.lock`);
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await writeFile(lock, '');
    await assert.rejects(
      at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1')),
      (error: unknown) =>
        error instanceof LedgerUnavailableError && error.message.includes(`${ORG_REF}.lock`),
    );
    assert.ok(existsSync(lock));
    await rm(lock);
    assert.ok(await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1')));
  });

  it('is unavailable while its objects are gone', async () => {
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await rename(join(at.repository, 'objects'), join(at.folder, 'objects'));
    await assert.rejects(at.ledger.readPlan(ADDRESS, 'r1'), LedgerUnavailableError);
  });

  it('refuses a repository that is not a ledger, for reads as for writes', async () => {
    const repository = join(at.folder, 'plain.git');
    await promisify(execFile)('git', ['init', '--quiet', '--bare', repository]);
    const ledger = await openGitLedger({ repository });
    const notALedger = (error: unknown): boolean =>
      error instanceof LedgerUnavailableError && error.message.includes('not a ledger');
    await assert.rejects(ledger.id(), notALedger);
    await assert.rejects(ledger.readBases(ADDRESS), notALedger);
    await assert.rejects(ledger.writePlan(ADDRESS, 'r1', planOf('p1')), notALedger);
  });

  it('is not created in a folder that holds something else', async () => {
    const folder = join(at.folder, 'documents');
    await mkdir(folder);
    await writeFile(join(folder, 'letter.txt'), 'hello');
    await assert.rejects(createGitLedger(folder), /neither empty nor a bare Git repository/);
  });

  it('names ref and path of a record that was changed by hand', async () => {
    const path = 'rollouts/r1/snapshot.json';
    const damaged = (error: unknown): boolean =>
      error instanceof LedgerDamagedError && error.message.includes(`${ORG_REF}:${path}`);
    await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    await at.tamper(ORG_REF, path, '{"rolloutKey": "r1"}');
    await assert.rejects(at.ledger.readSnapshot(ADDRESS, 'r1'), damaged);
    // A snapshot that no rollback could use is not acknowledged.
    await assert.rejects(at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1')), damaged);
    await at.tamper(ORG_REF, path, '<<<<<<< HEAD');
    await assert.rejects(at.ledger.readSnapshot(ADDRESS, 'r1'), damaged);
  });

  it('accepts safe names only', async () => {
    const names = [
      '',
      '../x',
      'a/b',
      'a..b',
      '.a',
      '-a',
      'a.lock',
      'a.',
      'a b',
      'a\nb',
      'ä',
      'a~1',
    ];
    for (const name of names) {
      const calls = [
        at.ledger.writePlan({ ...ADDRESS, org: name }, 'r1', planOf('p1')),
        at.ledger.readBases({ ...ADDRESS, environment: name }),
        at.ledger.writePlan(ADDRESS, name, planOf('p1')),
        at.ledger.writeEvidence('r1', name, evidenceOf(1)),
        at.ledger.writeReport('r1', { [name]: 'text' }),
        at.ledger.writePromotion({
          ...promotionOf('x', '2026-03-01T10:00:00Z'),
          environment: name,
        }),
      ];
      for (const call of calls) await assert.rejects(call, LedgerNameError, JSON.stringify(name));
    }
    for (const environment of ['ledger', 'Rollouts', 'promotions']) {
      await assert.rejects(at.ledger.readBases({ ...ADDRESS, environment }), /the name is taken/);
    }
  });
});
