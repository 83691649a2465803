import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import { assembleOrgPlan } from '../../src/domain/plan.js';
import { LedgerDamagedError } from '../../src/ledger/errors.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { LedgerUnavailableError, type Ledger } from '../../src/ledger/port.js';
import {
  ADDRESS,
  evidenceOf,
  ORG_REF,
  planOf,
  planSetOf,
  promotionOf,
  snapshotOf,
  temporaryLedger,
  type TemporaryLedger,
} from './fixture.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A plan with the digest that it says. */
function truePlan(commit: string): OrgPlan {
  const { digest: _, layers: __, ...about } = planOf('any');
  return assembleOrgPlan({ ...about, commit, hash: sha256 });
}

describe('the integrity of a ledger', () => {
  let at: TemporaryLedger;
  let cacheDir: string;
  let ledger: Ledger;
  beforeEach(async () => {
    at = await temporaryLedger();
    cacheDir = join(at.folder, 'cache');
    ledger = await another();
  });
  afterEach(() => at.remove());
  const another = (): Promise<Ledger> => openGitLedger({ repository: at.repository, cacheDir });

  async function fill(): Promise<void> {
    await ledger.writePlanSet('r1', planSetOf(1, 'p1'));
    await ledger.writePlan(ADDRESS, 'r1', truePlan('c1'));
    await ledger.writeSnapshot(ADDRESS, { ...snapshotOf('r1', ''), plan: truePlan('c1') });
    await ledger.writeBases(ADDRESS, { key: { id: 'i', values: { '/name': 'n' } } }, 'test');
    await ledger.writeEvidence('r1', 'check', evidenceOf(1));
    await ledger.writeReport('r1', { 'report.json': '{}', 'report.md': 'x' });
    await ledger.writePromotion(promotionOf('r1', '2026-03-01T10:00:00Z'));
  }

  const damaged = (ref: string, commit: string) => (error: unknown) =>
    error instanceof LedgerDamagedError &&
    error.message.includes(`${ref} of ledger ${at.repository} was rewritten: commit ${commit}`) &&
    error.message.includes(`update-ref ${ref} ${commit}`);

  describe('as verified', () => {
    it('is whole after everything was written', async () => {
      await fill();
      assert.deepEqual(await ledger.verify(), []);
    });

    const tampering: Record<string, [ref: string, path: string, text: string, what: RegExp]> = {
      'a record that is none': [
        ORG_REF,
        'rollouts/r1/snapshot.json',
        '{}',
        /is not what Rollcall wrote there: rolloutKey/,
      ],
      'a plan that was changed under its digest': [
        ORG_REF,
        'rollouts/r1/plan.json',
        JSON.stringify({ ...truePlan('c1'), commit: 'c2' }),
        /its plan has digest [0-9a-f]{64}, not [0-9a-f]{64} as it says/,
      ],
      'a plan of another org': [
        'refs/rollcall/production/other',
        'rollouts/r1/plan.json',
        JSON.stringify(truePlan('c1')),
        /is of production\/emea_sales/,
      ],
      'a promotion of another environment': [
        'refs/rollcall/promotions/production',
        'x.json',
        JSON.stringify(promotionOf('r1', '2026-03-01T10:00:00Z')),
        /is a record of staging/,
      ],
      'a snapshot of another rollout': [
        ORG_REF,
        'rollouts/r2/snapshot.json',
        JSON.stringify({ ...snapshotOf('r1', ''), plan: truePlan('c1') }),
        /is of rollout r1/,
      ],
      'a secret': [
        ORG_REF,
        'bases.json',
        JSON.stringify({ key: { id: 'i', values: { '/sip/password': 'x' } } }),
        /holds secret fields: key \/sip\/password/,
      ],
      'a file that nobody knows': [ORG_REF, 'notes.txt', 'x', /nothing that Rollcall writes there/],
    };
    for (const [name, [ref, path, text, what]] of Object.entries(tampering)) {
      it(`finds ${name}, also after it was put right`, async () => {
        await fill();
        if (ref.endsWith('other')) await ledger.writeBases({ ...ADDRESS, org: 'other' }, {}, 'x');
        if (ref.endsWith('promotions/production')) {
          await ledger.writePromotion({
            ...promotionOf('r0', '2026-03-01T10:00:00Z'),
            environment: 'production',
          });
        }
        const before = await at.git('rev-parse', ref);
        await at.tamper(ref, path, text);
        const tampered = await at.git('rev-parse', ref);
        await at.git('update-ref', ref, await restored(before, tampered));
        const findings = await ledger.verify();
        assert.equal(findings.length, 1, JSON.stringify(findings));
        assert.match(findings[0]?.what ?? '', what);
        assert.deepEqual(
          [findings[0]?.ref, findings[0]?.commit, findings[0]?.path],
          [ref, tampered, path],
        );
      });
    }

    /** A commit that has the tree of before, on top of the tampered one. */
    const restored = (before: string, tampered: string): Promise<string> =>
      at.git(
        '-c',
        'user.name=x',
        '-c',
        'user.email=x',
        'commit-tree',
        `${before}^{tree}`,
        '-p',
        tampered,
        '-m',
        'x',
      );

    it('finds merges and a second beginning', async () => {
      await fill();
      const tip = await at.git('rev-parse', ORG_REF);
      const foreign = await at.git('rev-parse', 'refs/rollcall/rollouts/r1');
      const args = ['commit-tree', `${tip}^{tree}`, '-p', tip, '-p', foreign, '-m', 'x'];
      const merge = await at.git('-c', 'user.name=x', '-c', 'user.email=x', ...args);
      await at.git('update-ref', ORG_REF, merge);
      const whats = (await ledger.verify()).map(({ what }) => what);
      assert.ok(whats.includes('has 2 beginnings'));
      assert.ok(whats.some((what) => what.startsWith('is a merge')));
    });

    it('finds an object that is gone or damaged', async () => {
      await fill();
      const blob = await at.git('rev-parse', `${ORG_REF}:bases.json`);
      await rm(join(at.repository, 'objects', blob.slice(0, 2), blob.slice(2)));
      const findings = await ledger.verify();
      assert.ok(findings.some(({ what }) => what.includes('git fsck') && what.includes(blob)));
      assert.ok(findings.some(({ ref, path }) => ref === ORG_REF && path === 'bases.json'));
    });

    it('finds refs that were moved back and refs that are gone', async () => {
      await fill();
      const tip = await at.git('rev-parse', ORG_REF);
      await at.git('update-ref', ORG_REF, `${ORG_REF}~1`);
      const promotions = 'refs/rollcall/promotions/staging';
      const gone = await at.git('rev-parse', promotions);
      await at.git('update-ref', '-d', promotions);
      const findings = await ledger.verify();
      assert.deepEqual(
        findings.map(({ ref }) => ref),
        [promotions, ORG_REF],
      );
      assert.ok(findings[0]?.what.includes(gone));
      assert.ok(findings[1]?.what.includes(tip));
    });
  });

  describe('as read', () => {
    it('is refused by every reader once a ref was moved back, and the others go on', async () => {
      await fill();
      const tip = await at.git('rev-parse', ORG_REF);
      await at.git('update-ref', ORG_REF, `${ORG_REF}~1`);
      const reader = await another();
      for (const read of [
        () => ledger.readBases(ADDRESS),
        () => reader.readPlan(ADDRESS, 'r1'),
        () => reader.writeBases(ADDRESS, {}, 'over it'),
      ]) {
        await assert.rejects(read, damaged(ORG_REF, tip));
      }
      await reader.readReport('r1');
      await at.git('update-ref', ORG_REF, tip);
      assert.equal((await reader.readPlan(ADDRESS, 'r1')).commit, 'c1');
    });

    it('is refused where another history stands in place of the one seen, or none', async () => {
      await fill();
      const tip = await at.git('rev-parse', ORG_REF);
      await at.git('update-ref', ORG_REF, 'refs/rollcall/rollouts/r1');
      await assert.rejects(ledger.readBases(ADDRESS), damaged(ORG_REF, tip));
      await at.git('update-ref', '-d', ORG_REF);
      await assert.rejects(ledger.readBases(ADDRESS), /the ref is gone/);
    });

    it('is refused where an old copy stands in its place', async () => {
      await ledger.writeBases(ADDRESS, {}, 'first');
      await cp(at.repository, `${at.repository}.backup`, { recursive: true });
      const bases = { key: { id: 'i', values: {} } };
      await ledger.writeBases(ADDRESS, bases, 'second');
      const tip = await at.git('rev-parse', ORG_REF);
      await rm(at.repository, { recursive: true });
      await cp(`${at.repository}.backup`, at.repository, { recursive: true });
      await assert.rejects(ledger.readBases(ADDRESS), damaged(ORG_REF, tip));
    });

    it('remembers one tip a ref, whoever else remembers at the same time', async () => {
      const writers = await Promise.all(Array.from({ length: 8 }, another));
      await Promise.all(
        writers.flatMap((writer, i) => [
          writer.writePlan(ADDRESS, `r${i}`, planOf(`p${i}`)),
          writer.readBases(ADDRESS),
        ]),
      );
      await ledger.readBases(ADDRESS);
      const folder = join(
        cacheDir,
        'ledger-tips',
        await ledger.id(),
        ...ORG_REF.split('/').slice(1),
      );
      assert.deepEqual(await readdir(folder), [await at.git('rev-parse', ORG_REF)]);
      // What does not belong there is not taken for a commit.
      await writeFile(join(folder, 'note.txt'), '');
      await ledger.readBases(ADDRESS);
    });
  });

  it('is unavailable where nothing can be remembered, and says what to set', async () => {
    await writeFile(cacheDir, 'a file in the place of the folder');
    await assert.rejects(
      ledger.id(),
      (error: unknown) =>
        error instanceof LedgerUnavailableError && /ROLLCALL_CACHE_DIR/.test(error.message),
    );
  });

  it('is guarded against pushes that rewrite or delete', async () => {
    await fill();
    const clone = join(at.folder, 'clone.git');
    await at.git('clone', '--mirror', '--quiet', at.repository, clone);
    await at.git(`--git-dir=${clone}`, 'update-ref', ORG_REF, `${ORG_REF}~1`);
    const push = (refspec: string): Promise<string> =>
      at.git(`--git-dir=${clone}`, 'push', '--quiet', '--force', at.repository, refspec);
    await assert.rejects(push(`${ORG_REF}:${ORG_REF}`), /has to stay in its history/);
    await assert.rejects(push(`:${ORG_REF}`), /cannot be deleted/);
    await push(`${ORG_REF}:refs/rollcall/production/new_org`);
    assert.ok(await at.git('rev-parse', 'refs/rollcall/production/new_org'));
    for (const setting of ['receive.denyNonFastForwards', 'receive.denyDeletes']) {
      assert.equal(await at.git('config', setting), 'true');
    }
  });
});
