import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { clearFaults, holdNextWrite, placeFault, untilHit } from './faults.js';
import type { Played } from './play.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

describe('the breaker, tripped by an operator', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** A rollout whose last wave has one org deployed and the next one in the middle of a write. */
  async function inTheMiddleOfTheLastWave(): Promise<Played> {
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const ready = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const orgs = ready.waves.at(-1)?.orgs ?? [];
    const held = await holdNextWrite(stage.enterprise, realOrg(orgs.at(-1) ?? ''));
    await rollout.approve();
    await untilHit(stage.enterprise, held);
    return rollout;
  }

  it('in the middle of a wave takes everything back: the wave, the waves before it, the hub', async () => {
    const before = await stage.configuration();
    const rollout = await inTheMiddleOfTheLastWave();
    await decide(stage.client, rollout.workflowId, {
      decision: 'trip',
      by: 'lee',
      reason: 'complaints',
    });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    const status = await rollout.status();
    assert.deepEqual(status.orgs, { completed: 0, rolledBack: 5, failed: 0, untouched: 0 });
    assert.deepEqual(
      status.waves.map(({ state }) => state),
      ['takenBack', 'takenBack', 'takenBack'],
    );
    assert.deepEqual(await stage.configuration(), before);
  });

  it('waits for a client that is refused meanwhile, and takes its org back once it is let in again', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const { waves } = await rollout.approveUntil((status) => status.waves[1]?.state === 'watching');
    const refused = waves[1]?.orgs[0] ?? '';
    await placeFault(stage.enterprise, {
      orgId: realOrg(refused),
      effect: { type: 'revokeClient' },
    });
    await decide(stage.client, rollout.workflowId, {
      decision: 'trip',
      by: 'lee',
      reason: 'complaints',
    });
    await rollout.until('the wait for the client', ({ notices }) =>
      notices.some((notice) => notice.includes(`${refused}: taking back waits: its client is`)),
    );
    await clearFaults(stage.enterprise);
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.deepEqual(await stage.configuration(), before);
  });

  it('takes everything back when the workflow is cancelled instead', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await rollout.approveUntil(({ waves }) => waves[1]?.state === 'watching');
    await stage.client.workflow.getHandle(rollout.workflowId).cancel();
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.deepEqual((await rollout.status()).orgs, {
      completed: 0,
      rolledBack: 3,
      failed: 0,
      untouched: 2,
    });
    assert.deepEqual(await stage.configuration(), before);
  });

  it('takes back only the current wave when it says so, and the rest when a second trip asks for it', async () => {
    const before = await stage.configuration();
    const rollout = await inTheMiddleOfTheLastWave();
    await stage.client.workflow
      .getHandle(rollout.workflowId)
      .signal('tripBreaker', { by: 'lee', reason: 'complaints', scope: 'wave' });
    const status = await rollout.until('the wave to be back', ({ state }) =>
      ['verifyingRollback', 'held'].includes(state),
    );
    assert.deepEqual(status.orgs, { completed: 3, rolledBack: 2, failed: 0, untouched: 0 });
    const between = await stage.configuration();
    const isBack = ({ org }: { org: string }): boolean =>
      JSON.stringify(between[realOrg(org)]) === JSON.stringify(before[realOrg(org)]);
    assert.deepEqual(
      status.outcomes.filter(isBack).map(({ org }) => org),
      status.waves.at(-1)?.orgs,
    );

    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.equal((await rollout.status()).orgs.rolledBack, 5);
    assert.deepEqual(await stage.configuration(), before);
  });

  // The last one: the hub stays where it is.
  it('takes subs back although their hub, whose queues they route to, refuses to be read', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const { waves } = await rollout.approveUntil((status) => status.waves[1]?.state === 'watching');
    const subs = waves[1]?.orgs ?? [];
    const hub = 'org_parent_001';
    await placeFault(stage.enterprise, { orgId: realOrg(hub), effect: { type: 'revokeClient' } });
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const { outcomes } = await rollout.status();
    const stateOf = (org: string): string | undefined =>
      outcomes.find((outcome) => outcome.org === org)?.state;
    assert.ok(subs.length > 0);
    assert.deepEqual(
      subs.map(stateOf),
      subs.map(() => 'rolledBack'),
    );
    assert.equal(stateOf(hub), 'stranded');
    const after = await stage.configuration();
    for (const org of subs) assert.deepEqual(after[realOrg(org)], before[realOrg(org)]);
  });
});
