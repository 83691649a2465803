import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  decide,
  startRemediation,
  type RemediationRequest,
  type RemediationResult,
} from '../../src/client/index.js';
import { resourceId } from '../../src/cli/demo/identity.js';
import { boardOf } from './boards.js';
import { journal, type Write } from './enterprise.js';
import { holdNextWrite, placeFault, untilHit } from './faults.js';
import { bringBack, takeAway } from './ledger-away.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

interface Strategy {
  readonly targets: unknown;
}

describe('getting out of trouble', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ policy: [{ at: ['wave_percents'], value: [100] }] });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  const remediate = async (
    rollout: string,
    action: RemediationRequest['action'],
  ): Promise<RemediationResult['outcomes']> => {
    const request = { rollout, action, by: 'lee' };
    const started = await startRemediation(stage.client, request, { taskQueue: stage.queue });
    const { complete, result } = await started.end();
    assert.ok(complete, JSON.stringify(result));
    return result.outcomes;
  };
  const running = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { workflowId } of stage.client.workflow.list({
      query: 'ExecutionStatus="Running"',
    }))
      ids.push(workflowId);
    return ids;
  };

  it('a trip without a ledger takes every weight back, says what the rest waits for, restores it later', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0', except: ['global_shared'] });
    const planned = await rollout.until('the plan', ({ awaiting }) => awaiting?.gate === 'plan');
    const orgs = planned.waves[0]?.orgs ?? [];
    const held = await holdNextWrite(stage.enterprise, realOrg(orgs.at(-1) ?? ''));
    await rollout.approve();
    await untilHit(stage.enterprise, held);
    const { ledger, url } = stage.enterprise;
    await takeAway(ledger);
    const deployed = (await journal(url)).length;
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });

    const waits = /taking back layer \d of \d waits: LedgerUnavailable/;
    const weighed = (writes: readonly Write[]): string[] =>
      writes.filter(({ kind }) => kind === 'strategy').map(({ orgId }) => orgId);
    await rollout.until('a word on what it waits for', ({ notices }) =>
      notices.some((notice) => waits.test(notice)),
    );
    assert.match(await boardOf(stage.client, rollout.workflowId), waits);
    const meanwhile = (await journal(url)).slice(deployed);
    assert.deepEqual(weighed(meanwhile).sort(), orgs.map(realOrg).sort());
    const now = await stage.configuration();
    for (const org of orgs.map(realOrg)) {
      const strategy = `strategy/${resourceId(org, 'strategy', 'regional_routing')}`;
      const targets = (all: typeof now): unknown =>
        (all[org]?.[strategy] as Strategy | undefined)?.targets;
      assert.deepEqual(targets(now), targets(before), 'the old weights');
    }
    assert.notDeepEqual(now, before, 'the rest needs the ledger');

    await bringBack(ledger);
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.deepEqual(await stage.configuration(), before);
  });

  it('remediation takes back what a terminated rollout left open, and leaves nothing running', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const held = await holdNextWrite(stage.enterprise, realOrg('org_sub_002'));
    await rollout.approve();
    await untilHit(stage.enterprise, held);
    await stage.client.workflow.getHandle(rollout.workflowId).terminate('by mistake');
    const outcomes = await remediate(rollout.workflowId, 'takeBack');
    // The other orgs of the wave are not even begun.
    assert.deepEqual(outcomes.map(({ org, state }) => `${org} ${state}`).sort(), [
      'org_parent_001 rolledBack',
      'org_sub_002 rolledBack',
    ]);
    assert.deepEqual(await stage.configuration(), before);
    const deadline = Date.now() + 30_000;
    // Its groups end a moment later; the list of workflows is a little behind, too.
    while ((await running()).length > 0 && Date.now() < deadline) await sleep(200);
    assert.deepEqual(await running(), []);
  });

  it('remediation takes back the rest where some orgs were taken back already', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['global_shared', 'na_east'] });
    const { waves } = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    await rollout.approve();
    await rollout.until('the last wave', ({ orgs }) => orgs.completed === 3);
    // Without data it is not known to be back, and its window stays open for a person.
    const withoutData = { kind: 'analytics', count: 0, effect: { type: 'noData' } } as const;
    await placeFault(stage.enterprise, withoutData);
    await stage.client.workflow
      .getHandle(rollout.workflowId)
      .signal('tripBreaker', { by: 'lee', reason: 'complaints', scope: 'wave' });
    const held = await rollout.until('the wave to be back', ({ state }) => state === 'held');
    assert.equal(held.orgs.rolledBack, 2);
    // Only somebody who says why closes a window whose telemetry is not back.
    const approval = { decision: 'approve', gate: 'close', by: 'lee' } as const;
    await assert.rejects(decide(stage.client, rollout.workflowId, approval), /asks for a reason/);
    assert.equal((await rollout.status()).state, 'held');
    const [command] = held.awaiting?.commands ?? [];
    assert.match(command ?? '', /"gate":"close","by":"YOU","reason":"WHY"/);
    await stage.client.workflow.getHandle(rollout.workflowId).terminate('by mistake');
    const outcomes = await remediate(rollout.workflowId, 'takeBack');
    assert.deepEqual(
      outcomes.map(({ org, state }) => `${org} ${state}`).sort(),
      waves.flatMap(({ orgs }) => orgs.map((org) => `${org} rolledBack`)).sort(),
    );
    assert.deepEqual(await stage.configuration(), before);
  });

  it('remediation finishes the orgs as they are, and the next rollout has them', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const deployed = await stage.configuration();
    await stage.client.workflow.getHandle(rollout.workflowId).terminate('by mistake');
    await remediate(rollout.runId, 'finish');
    assert.deepEqual(await stage.configuration(), deployed);
    const next = await stage.roll({ release: 'v2.1.0', only: ['global_shared'] });
    const end = await next.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.equal((await next.status()).writes, 0);
  });
});
