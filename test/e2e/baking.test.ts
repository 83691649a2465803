import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { post } from './enterprise.js';
import { isOver, type Played } from './play.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

/** Both of one group: the other group's orgs stay untouched, for comparison. */
const ORGS = ['org_sub_002', 'org_sub_012'];

describe('the longer watch of the first and of the last wave', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({
      policy: [
        { at: ['first_wave_bake_minutes'], value: 30 },
        { at: ['bake_minutes'], value: 600 },
      ],
    });
  });
  after(() => stage?.stop());
  afterEach(async () => {
    await fetch(`${stage.enterprise.url}/_sim/shocks`, { method: 'DELETE' });
    await stage.tidy();
  });

  const inTheBake = (what: RegExp): Parameters<Played['until']>[1] => {
    return ({ state, awaiting }) => state === 'baking' && what.test(awaiting?.what ?? '');
  };
  const start = (): Promise<Played> => stage.roll({ release: 'v2.1.0', only: ORGS });

  it('of the first: a trip takes back what is out, before anybody is asked to expand', async () => {
    const before = await stage.configuration();
    const rollout = await start();
    await rollout.approveUntil(inTheBake(/bake of the first wave/));
    assert.notDeepEqual(await stage.configuration(), before);
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const status = await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    assert.ok(!status.approvals.some(({ gate }) => gate === 'expand-100'));
    assert.deepEqual(await stage.configuration(), before);
  });

  it('of the last: a trip takes everything back', async () => {
    const before = await stage.configuration();
    const rollout = await start();
    await rollout.approveUntil(inTheBake(/bake after the last wave/));
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const status = await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    assert.equal(status.orgs.rolledBack, 2);
    assert.deepEqual(await stage.configuration(), before);
  });

  it('of the last: a failure that shows only then takes the wave back by itself', async () => {
    const rollout = await start();
    const { waves } = await rollout.approveUntil(inTheBake(/bake after the last wave/));
    const last = waves.at(-1)?.orgs ?? [];
    for (const org of last)
      await post(`${stage.enterprise.url}/_sim/shocks`, {
        type: 'agentsOff',
        orgId: realOrg(org),
        share: 0.95,
        minutes: 10_000,
      });
    const status = await rollout.until('the end of the watch', ({ state }) => state !== 'baking');
    assert.notEqual(status.awaiting?.gate, 'close', JSON.stringify(status));
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /the judge says fail/);
    const { outcomes } = await rollout.status();
    for (const { org, state } of outcomes)
      assert.equal(state, last.includes(org) ? 'rolledBack' : 'completed', org);
  });
});
