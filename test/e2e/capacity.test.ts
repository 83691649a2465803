import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { callBack, sendOff } from './agents.js';
import { boardOf } from './boards.js';
import { journal } from './enterprise.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';
import { startReceiver, type Receiver } from './webhook-receiver.js';

/** A rollout that goes by who is on queue, on a real Temporal server, with the simulator's agents. */
describe('the capacity of the orgs', () => {
  let stage: Stage;
  let receiver: Receiver;

  before(async () => {
    receiver = await startReceiver();
    stage = await setStage({
      policy: [
        { at: ['capacity', 'gate'], value: 'always' },
        { at: ['capacity', 'min_capacity_ratio'], value: 0.8 },
      ],
      variables: {
        ROLLCALL_WEBHOOK_URL: receiver.url,
        ROLLCALL_ALERTS: 'webhook: capacityShort, capacityBack',
      },
    });
  });
  after(async () => {
    await stage?.stop();
    await receiver?.stop();
  });
  afterEach(async () => {
    await callBack(stage.enterprise.url);
    await stage.tidy();
  });

  const writesTo = async (org: string): Promise<number> =>
    (await journal(stage.enterprise.url)).filter(({ orgId }) => orgId === realOrg(org)).length;
  const told = (workflowId: string): string[] =>
    receiver.heard.filter(({ rolloutId }) => rolloutId === workflowId).map(({ kind }) => kind);

  it('is overruled by a person who says why, which is on record', async () => {
    const org = 'org_sub_022';
    await sendOff(stage.enterprise.url, realOrg(org), 0.6);
    const rollout = await stage.roll({ release: 'v2.1.0', only: [org] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'capacity-100');
    const approve = { decision: 'approve', gate: 'capacity-100', by: 'lee' } as const;
    await assert.rejects(decide(stage.client, rollout.workflowId, approve), /asks for a reason/);
    assert.equal((await rollout.status()).state, 'awaitingClearance');
    const answer = await decide(stage.client, rollout.workflowId, {
      ...approve,
      reason: 'overtime is agreed',
    });
    assert.equal(answer.opens, true);
    const going = await rollout.until('the watch', ({ state }) => state === 'stabilizing');
    const [record] = going.approvals.filter(({ kind }) => kind === 'capacity');
    assert.deepEqual(
      { by: record?.by, note: record?.note, gate: record?.gate },
      { by: 'lee', note: 'overtime is agreed', gate: 'capacity-100' },
    );
    assert.ok((await writesTo(org)) > 0);
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    await callBack(stage.enterprise.url);
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
  });

  it('that nobody overrules ends the rollout where a person rejects it', async () => {
    const org = 'org_sub_032';
    await sendOff(stage.enterprise.url, realOrg(org), 0.6);
    const rollout = await stage.roll({ release: 'v2.1.0', only: [org] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'capacity-100');
    const before = await writesTo(org);
    const reject = { decision: 'reject', gate: 'capacity-100', by: 'lee', reason: 'not today' };
    await decide(stage.client, rollout.workflowId, { ...reject, decision: 'reject' });
    assert.equal(outcomeOf(await rollout.finish()), 'rejected');
    assert.equal(await writesTo(org), before);
  });

  // The last one, since it brings the orgs onto the release.
  it('holds an expansion back, says who is short, alerts once, and goes on by itself when they are back', async () => {
    const { url } = stage.enterprise;
    const rollout = await stage.roll({ release: 'v2.1.0' });
    const ready = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const [org = ''] = ready.waves.at(-1)?.orgs ?? [];
    const before = await writesTo(org);
    await sendOff(url, realOrg(org), 0.5);
    await rollout.approve();
    const held = await rollout.until('the wait', ({ state }) => state === 'awaitingClearance');
    assert.equal(held.awaiting?.gate, 'capacity-100');
    assert.match(
      held.awaiting?.what ?? '',
      new RegExp(`${org}, Regional_Main: \\d+ agent\\(s\\) with \\S+ short (until|beyond)`),
    );
    assert.match(
      await boardOf(stage.client, rollout.workflowId),
      /--name approve.*"gate":"capacity-100".*"reason":"WHY"/s,
    );
    assert.equal(await writesTo(org), before, 'nothing is written where agents are short');
    await rollout.until('the alert', () => told(rollout.workflowId).length > 0);
    await callBack(url);
    await rollout.until('the agents', ({ state }) => state !== 'awaitingClearance');
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    const { approvals } = await rollout.status();
    assert.deepEqual(
      approvals.filter(({ kind }) => kind === 'capacity'),
      [],
      'nobody had to say anything',
    );
    assert.ok((await writesTo(org)) > before);
    assert.deepEqual(told(rollout.workflowId), ['capacityShort', 'capacityBack']);
    const short = receiver.heard.find(({ rolloutId }) => rolloutId === rollout.workflowId);
    assert.match(short?.text ?? '', new RegExp(`${org}, Regional_Main: \\d+ agent`));
  });
});
