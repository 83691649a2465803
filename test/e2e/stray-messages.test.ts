import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { boardOf } from './boards.js';
import { journal } from './enterprise.js';
import { placeFault, untilHit } from './faults.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const ORG = 'org_sub_002';

describe('messages that nobody foresaw', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  const send = (workflowId: string, signal: string, ...payload: unknown[]): Promise<void> =>
    stage.client.workflow.getHandle(workflowId).signal(signal, ...payload);

  /** As anybody may by the temporal CLI's --input-meta, or with a codec that workers know nothing of. */
  async function sendRaw(workflowId: string, signalName: string, encoding: string): Promise<void> {
    const metadata = encoding === '' ? {} : { encoding: Buffer.from(encoding) };
    await stage.client.workflowService.signalWorkflowExecution({
      namespace: stage.client.options.namespace,
      workflowExecution: { workflowId },
      signalName,
      input: { payloads: [{ metadata, data: Buffer.from('{}') }] },
    });
  }

  it('a signal of an unknown name is noticed on the board; one that can only mean the breaker trips it', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    assert.notDeepEqual(await stage.configuration(), before);
    await send(rollout.workflowId, 'aprove', { gate: 'expand-100', by: 'lee' });
    const ignored = /"aprove" was ignored: there is no signal of this name/;
    const { state } = await rollout.until('a notice', ({ notices }) =>
      notices.some((notice) => ignored.test(notice)),
    );
    assert.equal(state, 'awaitingApproval');
    assert.match(await boardOf(stage.client, rollout.workflowId), ignored);
    await send(rollout.workflowId, 'trip', { by: 'lee', reason: 'complaints' });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /tripped by lee: complaints/);
    assert.deepEqual(await stage.configuration(), before);
  });

  it('payloads that cannot be decoded are malformed messages: none holds up a trip, and one is a trip', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const encodings = ['json/protobuf', 'binary/encrypted', 'binary/unheard-of', ''];
    for (const encoding of encodings) await sendRaw(rollout.workflowId, 'approve', encoding);
    const { state } = await rollout.until(
      'their notices',
      ({ notices }) => notices.filter((one) => one.includes('approve')).length > 0,
    );
    assert.equal(state, 'awaitingApproval');
    await sendRaw(rollout.workflowId, 'tripBreaker', 'binary/encrypted');
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    assert.deepEqual(await stage.configuration(), before);
  });

  it("what workflows tell each other breaks nothing where it comes without its payload, or with another's", async () => {
    // Without data the judge needs every one of its checks.
    const withoutData = { kind: 'analytics', count: 0, effect: { type: 'noData' } } as const;
    await placeFault(stage.enterprise, withoutData);
    const rollout = await stage.roll({ release: 'v2.1.0', only: [ORG] });
    await rollout.approveUntil(({ state }) => state === 'judging');
    const { index = 0 } = (await rollout.status()).waves[0] ?? {};
    const signals: Readonly<Record<string, readonly string[]>> = {
      [rollout.workflowId]: ['groupProgress', 'verdictChanged'],
      [`group/${rollout.runId}/${index}/na_east`]: ['orgProgress', 'groupCommand'],
      [`org/guide/${realOrg(ORG)}`]: ['orgCommand'],
      [`observation/${rollout.runId}/wave-${index}`]: ['stopObservation'],
    };
    for (const [workflowId, names] of Object.entries(signals))
      for (const name of names)
        for (const payload of [[], [null], [{}], ['close']])
          await send(workflowId, name, ...payload);
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.equal((await rollout.status()).orgs.completed, 1);
  });

  it('a trip before the plan stands ends the rollout as rolled back, without a write', async () => {
    const written = await journal(stage.enterprise.url);
    const orgId = realOrg('org_sub_022');
    const held = await placeFault(stage.enterprise, {
      orgId,
      method: 'GET',
      kind: 'flow',
      effect: { type: 'latency', ms: 3_000 },
    });
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await untilHit(stage.enterprise, held);
    await decide(stage.client, rollout.workflowId, {
      decision: 'trip',
      by: 'lee',
      reason: 'complaints',
    });
    const end = await rollout.end();
    assert.equal(end.kind, 'finished', JSON.stringify(end));
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /tripped by lee: complaints \(before anything was written\)/);
    assert.equal((await rollout.status()).planDigest, null);
    assert.deepEqual(await journal(stage.enterprise.url), written);
  });
});
