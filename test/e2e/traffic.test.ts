import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { callBack, sendOff } from './agents.js';
import { configurationOf, journal } from './enterprise.js';
import { isOver } from './play.js';
import { commitRelease } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

type Weights = readonly number[];

/** Weights that move in steps, on a real Temporal server, with the simulator's callers. v2.0 has 90 and 10, v2.1 100 and 0. */
describe('the traffic of an org', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({
      policy: [
        { at: ['traffic', 'step_cap'], value: 4 },
        { at: ['traffic', 'step_minutes'], value: 5 },
      ],
    });
  });
  after(() => stage?.stop());
  afterEach(async () => {
    await callBack(stage.enterprise.url);
    await stage.tidy();
  });

  /** Weights of the org's strategy after each write to it. */
  const written = async (org: string): Promise<Weights[]> => {
    const writes = await journal(stage.enterprise.url);
    return writes
      .filter(({ orgId, kind }) => orgId === realOrg(org) && kind === 'strategy')
      .map(({ after }) =>
        ((after?.['targets'] ?? []) as { weight: number }[]).map((t) => t.weight),
      );
  };
  const untilWritten = async (org: string, first: number): Promise<void> => {
    for (;;) {
      if ((await written(org)).some(([weight]) => weight === first)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const pace = (minutes: number) => (text: string) =>
    text.replace(/step_minutes: 5/, `step_minutes: ${minutes}`);

  it('moves in steps no larger than the cap, which the approval of the plan names', async () => {
    const org = 'org_sub_002';
    const rollout = await stage.roll({ release: 'v2.1.0', only: [org] });
    const { awaiting } = await rollout.until(
      'the plan',
      ({ awaiting }) => awaiting?.gate === 'plan',
    );
    assert.match(
      awaiting?.what ?? '',
      /routing weights: \S+\/regional_routing, in 3 steps in 1 org/,
    );
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    const steps = await written(org);
    assert.deepEqual(steps.slice(-3), [
      [94, 6],
      [98, 2],
      [100, 0],
    ]);
    for (const weights of steps) assert.equal((weights[0] ?? 0) + (weights[1] ?? 0), 100);
    const { outcomes } = await rollout.status();
    assert.deepEqual(
      outcomes.map(({ kept }) => kept),
      [0],
      'no step is taken for a person’s edit',
    );
  });

  it('is taken back from the middle by a trip', async () => {
    const org = 'org_sub_012';
    await commitRelease(stage.enterprise, 'v2.1.1', { 'policy.yaml': pace(15) });
    const before = await configurationOf(stage.enterprise.url, realOrg(org));
    const rollout = await stage.roll({ release: 'v2.1.1', only: [org] });
    const tripped = rollout.approveUntil(isOver);
    await untilWritten(org, 94);
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    await tripped;
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    assert.deepEqual(await configurationOf(stage.enterprise.url, realOrg(org)), before);
    assert.deepEqual((await written(org)).at(-1), [90, 10]);
  });

  it('stops where the callers of a step fare badly, and the org takes itself back', async () => {
    const org = 'org_sub_022';
    await commitRelease(stage.enterprise, 'v2.1.2', { 'policy.yaml': pace(60) });
    const before = await configurationOf(stage.enterprise.url, realOrg(org));
    const rollout = await stage.roll({ release: 'v2.1.2', only: [org] });
    const ended = rollout.approveUntil(isOver);
    await untilWritten(org, 94);
    await sendOff(stage.enterprise.url, realOrg(org), 0.95);
    const { outcomes } = await ended;
    const [outcome] = outcomes;
    assert.equal(outcome?.state, 'failed', JSON.stringify(outcome));
    assert.match(outcome.reason ?? '', /fare worse, step \d of 3 of the traffic is not taken: a/);
    assert.deepEqual(await configurationOf(stage.enterprise.url, realOrg(org)), before);
    assert.ok((await written(org)).every(([weight]) => weight !== 100));
  });

  it('sends nobody to a queue that no agent staffs, and goes on once there is one', async () => {
    const org = 'org_sub_032';
    await sendOff(stage.enterprise.url, realOrg(org), 1);
    const rollout = await stage.roll({ release: 'v2.1.0', only: [org] });
    await rollout.approveUntil(({ notices }) =>
      notices.some((notice) => /would send callers to Regional_Main of org_sub_032/.test(notice)),
    );
    assert.ok((await written(org)).every(([weight]) => weight === 90));
    await callBack(stage.enterprise.url);
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    assert.deepEqual((await written(org)).at(-1), [100, 0]);
  });
});
