import assert from 'node:assert/strict';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

describe('a rollout that keeps a holdout', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ policy: [{ at: ['holdout'], value: { percent: 50 } }] });
  });
  after(() => stage?.stop());

  it('compares the last wave with it, and gives it the release at a gate of its own', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const asked = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-holdout');
    const [last, holdout] = asked.waves.slice(-2);
    assert.deepEqual([last?.name, holdout?.name], ['100 %', 'holdout']);
    assert.equal(holdout?.orgs.length, 2);
    const changed = await changedOrgs(before);
    for (const org of holdout?.orgs ?? []) assert.ok(!changed.includes(realOrg(org)), org);

    const ledger = await openGitLedger({ repository: stage.enterprise.ledger });
    const evidence = `wave-${last?.index}`;
    const listed = await ledger.listRollouts({ environment: 'production' });
    const mine = listed.find(({ rolloutKey }) => rolloutKey === rollout.runId);
    // The last check: the first may come before any interval has passed.
    const names = (mine?.evidence ?? []).filter((one) => one.startsWith(evidence));
    const [name = ''] = names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    const read = await ledger.readEvidence(rollout.runId, name.replace(/\.json$/, ''));
    assert.deepEqual(
      read.evidence.orgs.filter(({ role }) => role === 'control').map(({ org }) => org),
      holdout?.orgs,
    );
    assert.equal(read.verdict?.comparedWith, 'controls');

    const { waves } = await rollout.approveUntil(({ state }) => state === 'succeeded');
    assert.equal(waves.at(-1)?.state, 'passed');
    assert.equal(outcomeOf(await rollout.end()), 'succeeded');
    const all = await changedOrgs(before);
    for (const org of holdout?.orgs ?? []) assert.ok(all.includes(realOrg(org)), org);
  });

  async function changedOrgs(
    before: Awaited<ReturnType<Stage['configuration']>>,
  ): Promise<string[]> {
    const now = await stage.configuration();
    return Object.keys(now).filter(
      (org) => JSON.stringify(now[org]) !== JSON.stringify(before[org]),
    );
  }
});
