import assert from 'node:assert/strict';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { journal } from './enterprise.js';
import { placeFault, refuseTokens } from './faults.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const SILENT = 'org_sub_032';

describe('a rollout to a part of the orgs', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ policy: [{ at: ['wave_percents'], value: [100] }] });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  it('is what a refusal proposes where an org cannot be read; nothing is written until then', async () => {
    await refuseTokens(stage.enterprise, realOrg(SILENT));
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const end = await rollout.end();
    assert.equal(end.kind, 'refused', JSON.stringify(end));
    assert.match(JSON.stringify(end), new RegExp(`${SILENT} cannot be read: .*except`));
    assert.deepEqual(await journal(stage.enterprise.url), []);
  });

  for (const { what, selection, status } of [
    { what: 'names other orgs', selection: { only: ['org_sub_002'] }, status: 401 },
    { what: 'leaves it out', selection: { except: [SILENT] }, status: 500 },
  ])
    it(`is not held up by an org that answers nothing but ${status} where it ${what}`, async () => {
      const on = { orgId: realOrg(SILENT), count: 0 };
      await placeFault(stage.enterprise, { ...on, effect: { type: 'status', status } });
      await placeFault(stage.enterprise, {
        ...on,
        kind: 'token',
        effect: { type: 'status', status },
      });
      const rollout = await stage.roll({ release: 'v2.1.0', ...selection });
      const end = await rollout.finish();
      assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
      const { outcomes, writes } = await rollout.status();
      assert.ok(writes > 0);
      assert.ok(outcomes.every(({ org, state }) => org !== SILENT && state === 'completed'));
    });

  it('is no pass of the release, nor is a dry run; one to all of them is', async () => {
    const ledger = await openGitLedger({ repository: stage.enterprise.ledger });
    const passes = async (): Promise<number> => (await ledger.readPromotions('production')).length;
    const before = await passes();
    const dry = await (await stage.roll({ release: 'v2.1.0', dryRun: true })).end();
    assert.equal(outcomeOf(dry), 'succeeded', JSON.stringify(dry));
    assert.match(JSON.stringify(dry), /a dry run: nothing was written/);
    const partial = await (await stage.roll({ release: 'v2.1.0', only: [SILENT] })).finish();
    assert.equal(outcomeOf(partial), 'succeeded', JSON.stringify(partial));
    assert.equal(await passes(), before);

    const whole = await stage.roll({ release: 'v2.1.0' });
    const end = await whole.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.equal(await passes(), before + 1);
    const { releaseDigest } = await whole.status();
    const [last] = (await ledger.readPromotions('production')).slice(-1);
    assert.equal(last?.releaseDigest, releaseDigest);
  });
});
