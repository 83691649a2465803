import assert from 'node:assert/strict';
import { LedgerMissingError, LedgerRefusedError } from '../../src/ledger/port.js';
import {
  ADDRESS,
  evidenceOf,
  planSetOf,
  temporaryLedger,
  type TemporaryLedger,
} from './fixture.js';

const REF = 'refs/rollcall/rollouts/r1';

describe('the plan set of a rollout', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  it('is replaced by a higher revision; history keeps the one before', async () => {
    await assert.rejects(at.ledger.readPlanSet('r1'), LedgerMissingError);
    await at.ledger.writePlanSet('r1', planSetOf(1, 'p1'));
    const first = await at.git('rev-parse', REF);
    // An attempt that is repeated has another time.
    await at.ledger.writePlanSet('r1', {
      ...planSetOf(1, 'p1'),
      createdAt: '2026-03-01T11:00:00Z',
    });
    assert.equal(await at.git('rev-parse', REF), first);
    await at.ledger.writePlanSet('r1', planSetOf(2, 'p2'));
    assert.deepEqual(await at.ledger.readPlanSet('r1'), planSetOf(2, 'p2'));
    assert.match(await at.git('show', `${first}:plan/set.json`), /"planDigest": "p1"/);
  });

  it('is not replaced by an older one, nor by another one of the same revision', async () => {
    await at.ledger.writePlanSet('r1', planSetOf(2, 'p2'));
    for (const other of [planSetOf(1, 'p1'), planSetOf(2, 'other')]) {
      await assert.rejects(at.ledger.writePlanSet('r1', other), LedgerRefusedError);
    }
    assert.equal((await at.ledger.readPlanSet('r1')).planDigest, 'p2');
  });

  it('is no part of the report', async () => {
    await at.ledger.writePlanSet('r1', planSetOf(1, 'p1'));
    await at.ledger.writeReport('r1', { 'report.md': 'x' });
    assert.deepEqual(await at.ledger.readReport('r1'), { 'report.md': 'x' });
    await assert.rejects(at.ledger.writeReport('r1', { plan: 'x' }), /the plan set is there/);
  });
});

describe('the list of rollouts', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  it('tells of each what is there, the newest first', async () => {
    await at.ledger.writePlanSet('r1', planSetOf(1, 'p1'));
    await at.ledger.writeEvidence('r1', 'check', evidenceOf(1));
    const report = {
      rolloutId: 'rollout/staging/v1',
      environment: 'staging',
      status: { outcomes: [{ org: 'apac_support' }] },
    };
    // A commit of 1970.
    await at.tamper(REF, 'note.md', 'x');
    await at.ledger.writeReport('r2', { 'report.json': JSON.stringify(report) });
    const keys = async (...filter: Parameters<typeof at.ledger.listRollouts>): Promise<string[]> =>
      (await at.ledger.listRollouts(...filter)).map(({ rolloutKey }) => rolloutKey);
    assert.deepEqual(await keys(), ['r2', 'r1']);
    assert.deepEqual(await keys({ environment: 'production' }), ['r1']);
    assert.deepEqual(await keys({ org: 'apac_support' }), ['r2']);
    const [second, first] = await at.ledger.listRollouts();
    assert.ok(first && second);
    assert.deepEqual(second.report, report);
    assert.equal(second.reportPlace, `${at.repository}:refs/rollcall/rollouts/r2:report.json`);
    assert.deepEqual(
      [first.environment, first.orgs, first.evidence, first.report, first.planSet],
      [ADDRESS.environment, [ADDRESS.org], ['check'], null, planSetOf(1, 'p1')],
    );
    assert.deepEqual(await keys({ from: second.at }), ['r2']);
    assert.deepEqual(await keys({ to: second.at }), ['r1']);
  });
});
