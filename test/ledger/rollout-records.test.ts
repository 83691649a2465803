import assert from 'node:assert/strict';
import { LedgerMissingError } from '../../src/ledger/port.js';
import { evidenceOf, promotionOf, temporaryLedger, type TemporaryLedger } from './fixture.js';

const REF = 'refs/rollcall/rollouts/r1';
const PROMOTION = promotionOf('rollout/staging/v1', '2026-03-01T10:00:00Z');

describe('the ledger of a rollout', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  it('keeps evidence by name', async () => {
    await at.ledger.writeEvidence('r1', 'wave-1-check-1', evidenceOf(100));
    await at.ledger.writeEvidence('r1', 'wave-1-check-2', { ...evidenceOf(90), verdict: null });
    await at.ledger.writeEvidence('r1', 'wave-1-check-1', evidenceOf(100));
    assert.deepEqual(await at.ledger.readEvidence('r1', 'wave-1-check-1'), evidenceOf(100));
    assert.equal((await at.ledger.readEvidence('r1', 'wave-1-check-2')).verdict, null);
    assert.equal(await at.commits(REF), 2);
    await assert.rejects(at.ledger.readEvidence('r1', 'none'), LedgerMissingError);
  });

  it('keeps the report beside it, byte for byte, and tells where', async () => {
    const report = {
      'report.json': '{"b":1,"a":2}',
      'report.md': '# Röllout\r\n\nno newline at end',
    };
    await assert.rejects(at.ledger.readReport('r1'), LedgerMissingError);
    await at.ledger.writeEvidence('r1', 'check', evidenceOf(1));
    await assert.rejects(at.ledger.readReport('r1'), LedgerMissingError);
    const place = await at.ledger.writeReport('r1', report);
    assert.equal(place, `${at.repository}:${REF}:report.md`);
    assert.deepEqual(await at.ledger.readReport('r1'), report);
    await at.ledger.writeReport('r1', { ...report, 'report.md': 'second' });
    await at.ledger.writeReport('r1', { ...report, 'report.md': 'second' });
    assert.equal((await at.ledger.readReport('r1'))['report.md'], 'second');
    assert.equal(await at.commits(REF), 3);
  });

  it('lists the promotions of an environment, the oldest first', async () => {
    const first = promotionOf('rollout/staging/v1 ☎', '2026-03-01T10:00:00Z');
    const second = promotionOf('rollout/staging/v2', '2026-03-01T11:00:00+02:00');
    assert.deepEqual(await at.ledger.readPromotions('staging'), []);
    await at.ledger.writePromotion(first);
    await at.ledger.writePromotion(second);
    await at.ledger.writePromotion(first);
    assert.deepEqual(await at.ledger.readPromotions('staging'), [
      { ...second, trusted: true },
      { ...first, trusted: true },
    ]);
    assert.deepEqual(await at.ledger.readPromotions('production'), []);
    assert.equal(await at.commits('refs/rollcall/promotions/staging'), 2);
  });

  it('reads promotions of before, with what they lack as unknown', async () => {
    const { environment, releaseDigest, commit, rolloutId, at: when, rehearsal } = PROMOTION;
    const before = { environment, releaseDigest, commit, rolloutId, at: when, rehearsal };
    await at.ledger.writePromotion(PROMOTION);
    await at.tamper('refs/rollcall/promotions/staging', '2025.json', JSON.stringify(before));
    const [one, other] = await at.ledger.readPromotions('staging');
    const found = [one, other].find((record) => record?.requestedBy === null);
    assert.deepEqual(
      { ...found, approvals: found?.approvals.length, evidence: found?.evidence.length },
      {
        ...one,
        ...before,
        requestedBy: null,
        change: null,
        approvals: 0,
        planDigest: null,
        reportPlace: null,
        evidence: 0,
        environmentFilesDigest: null,
      },
    );
  });
});
