import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { LedgerUnavailableError } from '../../src/ledger/port.js';
import { ADDRESS, planOf, temporaryLedger, type TemporaryLedger } from './fixture.js';

describe('the ledger of many orgs', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  const named = (org: string): typeof ADDRESS => ({ environment: 'production', org });
  const basesOf = (org: string): Record<string, { id: string; values: { '/n': string } }> => ({
    [`g/queue/${org}`]: { id: org, values: { '/n': 'ü'.repeat(1000) } },
  });

  it('returns bases in the order asked for, none for an org that it does not know', async () => {
    const orgs = Array.from({ length: 60 }, (_, nth) => `org_${nth}`);
    for (const org of orgs) await at.ledger.writeBases(named(org), basesOf(org), 'test');
    const asked = [...orgs.toReversed(), 'nobody'];
    assert.deepEqual(await at.ledger.readManyBases(asked.map(named)), [
      ...orgs.toReversed().map(basesOf),
      {},
    ]);
    assert.deepEqual(await at.ledger.readManyBases([]), []);
  });

  it('lists orgs, not rollouts, promotions or itself', async () => {
    await at.ledger.writeBases(ADDRESS, {}, 'test');
    await at.ledger.writePlan({ environment: 'staging', org: 'other' }, 'r1', planOf('p1'));
    await at.ledger.writeReport('r1', { 'report.md': 'x' });
    assert.deepEqual(await at.ledger.listOrgs(), [
      ADDRESS,
      { environment: 'staging', org: 'other' },
    ]);
  });

  it('knows the release that an org was last closed on, not one that was only planned', async () => {
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    assert.deepEqual(await at.ledger.lastDeployments('production'), []);
    await at.ledger.writeBases(ADDRESS, basesOf('a'), 'on release abc12, rollout r1');
    await at.ledger.writePlan(ADDRESS, 'r2', { ...planOf('p2'), commit: 'later' });
    const [last, ...others] = await at.ledger.lastDeployments('production');
    assert.deepEqual(others, []);
    assert.match(last?.at ?? '', /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(
      { ...last, at: '' },
      { org: ADDRESS.org, at: '', releaseDigest: 'abc123', rolloutKey: 'r1', commit: 'c0ffee' },
    );
    assert.deepEqual(await at.ledger.lastDeployments('staging'), []);
  });

  it('knows the digest where the plan is gone, and nothing where no release is named', async () => {
    await at.ledger.writeBases(named('a'), basesOf('a'), 'on release abc12, rollout r9');
    await at.ledger.writeBases(named('b'), basesOf('b'), 'by hand');
    assert.deepEqual(
      (await at.ledger.lastDeployments('production')).map(
        ({ org, releaseDigest, rolloutKey, commit }) => [org, releaseDigest, rolloutKey, commit],
      ),
      [
        ['a', 'abc12', 'r9', null],
        ['b', null, null, null],
      ],
    );
  });

  it('takes no repository for a ledger that is none', async () => {
    const repository = join(at.folder, 'other.git');
    await promisify(execFile)('git', ['init', '--bare', '--quiet', repository]);
    const ledger = await openGitLedger({ repository });
    await assert.rejects(ledger.readManyBases([ADDRESS]), LedgerUnavailableError);
    await assert.rejects(ledger.listOrgs(), LedgerUnavailableError);
    await assert.rejects(ledger.lastDeployments('production'), LedgerUnavailableError);
  });
});
