import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import type { LineMove } from '../../src/ledger/port.js';
import { temporaryLedger, type TemporaryLedger } from './fixture.js';

const REF = 'refs/rollcall/line';
const STOP: LineMove = {
  stopped: true,
  by: 'dana',
  reason: 'incident 4711',
  at: '2026-03-01T10:00:00.000Z',
};
const RELEASE: LineMove = { ...STOP, stopped: false, by: 'lee', reason: 'it is over' };

describe('the line in the ledger', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  it('is not stopped at first, is stopped, and is released', async () => {
    assert.equal(await at.ledger.readLine(), null);
    await at.ledger.moveLine(STOP);
    const { by, reason, at: when } = STOP;
    assert.deepEqual(await at.ledger.readLine(), { by, reason, at: when });
    await at.ledger.moveLine(RELEASE);
    assert.equal(await at.ledger.readLine(), null);
  });

  it('keeps who did what, and notes an attempt that is repeated once', async () => {
    await at.ledger.moveLine(STOP);
    await at.ledger.moveLine({ ...STOP, at: '2026-03-01T10:00:05.000Z' });
    await at.ledger.moveLine(RELEASE);
    const log = await at.git('log', '--format=%s: %b', REF);
    assert.deepEqual(log.split('\n').filter(Boolean), [
      'Line released by lee: it is over',
      'Line stopped by dana: incident 4711',
    ]);
    assert.deepEqual(await at.ledger.verify(), []);
  });

  it('is no name for an environment, whose refs would be in its way', async () => {
    const address = { environment: 'line', org: 'a' };
    await assert.rejects(at.ledger.readBases(address), /environment "line".*the name is taken/);
  });

  it('that is something else is a finding', async () => {
    await at.ledger.moveLine(STOP);
    await at.tamper(REF, 'line.json', '{"stopped":"maybe"}');
    const findings = await at.ledger.verify();
    assert.equal(findings.length, 1);
    assert.match(findings[0]?.what ?? '', /line\.json is not what Rollcall wrote there/);
    await assert.rejects(at.ledger.readLine(), /is not what Rollcall wrote there/);
  });

  it('where signers are set, is stopped by anybody and released by them alone', async () => {
    const key = join(at.folder, 'worker');
    await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const signers = join(at.folder, 'allowed_signers');
    await writeFile(signers, `worker namespaces="git" ${await readFile(`${key}.pub`, 'utf8')}`);
    const { repository } = at;
    const worker = await openGitLedger({ repository, signingKey: key, signers });
    await at.ledger.moveLine(STOP);
    assert.equal((await worker.readLine())?.reason, STOP.reason);
    await at.ledger.moveLine(RELEASE);
    assert.match(
      (await worker.readLine())?.reason ?? '',
      /released, but its record cannot be trusted: commit [0-9a-f]{40} is not signed/,
    );
    await worker.moveLine({ ...RELEASE, by: 'kim' });
    assert.equal(await worker.readLine(), null);
  });
});
