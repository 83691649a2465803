import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { boardOf, signalRaw } from './boards.js';
import { journal } from './enterprise.js';
import { holdNextWrite, untilHit } from './faults.js';
import type { Played } from './play.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

describe('decisions about a rollout', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ policy: [{ at: ['wave_percents'], value: [100] }] });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  const atGate = (rollout: Played, name: string): Promise<unknown> =>
    rollout.approveUntil(({ awaiting }) => awaiting?.gate === name);
  const signal = (rollout: Played, name: string, payload: unknown): Promise<void> =>
    stage.client.workflow.getHandle(rollout.workflowId).signal(name, payload);
  /** Waits for a notice, and expects it on the board, too. */
  const noticed = async (rollout: Played, text: RegExp): Promise<void> => {
    const { notices } = await rollout.until(`a notice ${text.source}`, (status) =>
      status.notices.some((notice) => text.test(notice)),
    );
    const notice = notices.find((one) => text.test(one)) ?? '';
    assert.ok((await boardOf(stage.client, rollout.workflowId)).includes(notice));
  };

  it('an approval counts only for the gate that waits and the plan that stands', async () => {
    const written = (await journal(stage.enterprise.url)).length;
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const { planDigest } = await rollout.until('the plan gate', ({ awaiting }) =>
      Boolean(awaiting?.gate),
    );
    const approval = { decision: 'approve', by: 'lee' } as const;
    const { client } = stage;
    await assert.rejects(
      decide(client, rollout.workflowId, { ...approval, gate: 'expand-100' }),
      /gate "expand-100", the open one is "plan"/,
    );
    await signal(rollout, 'approve', { gate: 'expand-100', by: 'lee' });
    await noticed(rollout, /"approve" was ignored: .*"expand-100", the open one is "plan"/);
    await assert.rejects(
      decide(client, rollout.workflowId, { ...approval, gate: 'plan', planDigest: '0123456789' }),
      /names plan 0123456789, the current one is/,
    );
    await signal(rollout, 'approve', { gate: 'plan', planDigest: '0123456789' });
    await noticed(rollout, /"approve" was ignored: .*plan 0123456789/);
    assert.equal((await rollout.status()).state, 'awaitingApproval');
    assert.equal((await journal(stage.enterprise.url)).length, written);

    const digest = planDigest?.slice(0, 12) ?? '';
    await decide(client, rollout.workflowId, { ...approval, gate: 'plan', planDigest: digest });
    await rollout.until('the hub', ({ state }) => state !== 'awaitingApproval');
    await assert.rejects(
      decide(client, rollout.workflowId, { ...approval, gate: 'expand-100' }),
      /no gate waits now/,
    );
    await decide(client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    await rollout.finish();
  });

  it('a malformed message is ignored and named on the board; the rollout goes on', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    await signal(rollout, 'approve', 'plan');
    await noticed(rollout, /"approve" was ignored: payload/);
    await signal(rollout, 'reject', { by: 'lee', tehn: 'keep' });
    await noticed(rollout, /"reject" was ignored: .*tehn/);
    await signalRaw(stage.client, rollout.workflowId, 'reject', '{"by":"lee",');
    await signalRaw(stage.client, rollout.workflowId, 'pause', 'pause it, please');
    await noticed(rollout, /"pause" was ignored/);
    await noticed(rollout, /"reject" was ignored: payload/);
    const { state, paused } = await rollout.status();
    assert.deepEqual([state, paused], ['awaitingApproval', false]);
    await decide(stage.client, rollout.workflowId, { decision: 'reject', by: 'lee' });
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rejected', JSON.stringify(end));
  });

  it('a malformed trip trips all the same', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await atGate(rollout, 'expand-100');
    assert.notDeepEqual(await stage.configuration(), before);
    await signalRaw(stage.client, rollout.workflowId, 'tripBreaker', 'complaints!');
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(await rollout.status()), /payload was malformed/);
    assert.deepEqual(await stage.configuration(), before);
  });

  it('a pause starts no further org, and says how to resume; a resume goes on', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    await atGate(rollout, 'plan');
    const { waves } = await rollout.status();
    const [first = '', second = ''] = waves[0]?.orgs ?? [];
    const held = await holdNextWrite(stage.enterprise, realOrg(first));
    await rollout.approve();
    await untilHit(stage.enterprise, held);
    await decide(stage.client, rollout.workflowId, { decision: 'pause', by: 'lee' });
    const group = `group/${rollout.runId}/${waves[0]?.index ?? 0}/na_east`;
    const row = async (org: string): Promise<string> =>
      (await boardOf(stage.client, group)).split('\n').find((line) => line.includes(org)) ?? '';
    while (!(await row(first)).includes('deployed')) await rollout.status();
    // The group decides on the next org in the very step in which it hears of the first one.
    assert.match(await row(second), /untouched/);
    assert.match(
      await boardOf(stage.client, rollout.workflowId),
      /PAUSED[^]*deployment of wave[^]*--name resume/,
    );
    await decide(stage.client, rollout.workflowId, { decision: 'resume', by: 'lee' });
    await rollout.approveUntil(({ state }) => state === 'baking' || state === 'awaitingApproval');
    assert.equal((await rollout.status()).orgs.completed, 2);

    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    await rollout.finish();
    assert.deepEqual(await stage.configuration(), before);
  });

  it('a rejection at a gate takes everything back', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await atGate(rollout, 'expand-100');
    await signal(rollout, 'reject', { gate: 'expand-100', by: 'lee', reason: 'not today' });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rejected', JSON.stringify(end));
    assert.match(JSON.stringify(end), /rejected at gate expand-100 by lee: not today/);
    assert.deepEqual(await stage.configuration(), before);
  });

  it('a rejection that says so keeps what is deployed', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await atGate(rollout, 'expand-100');
    const deployed = await stage.configuration();
    await decide(stage.client, rollout.workflowId, {
      decision: 'reject',
      gate: 'expand-100',
      by: 'lee',
      then: 'keep',
    });
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rejected', JSON.stringify(end));
    assert.deepEqual((await rollout.status()).orgs, {
      completed: 1,
      rolledBack: 0,
      failed: 0,
      untouched: 4,
    });
    assert.deepEqual(await stage.configuration(), deployed);
  });
});
