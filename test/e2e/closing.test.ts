import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { resourceId } from '../../src/cli/demo/identity.js';
import { clearFaults, placeFault, refuseTokens } from './faults.js';
import type { Played } from './play.js';
import { commitRelease } from './releases.js';
import { bringBack, takeAway } from './ledger-away.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

describe('the end of a rollout', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
    await commitRelease(stage.enterprise, 'v2.2.0', {
      'templates/regional_routing/regional_main.yaml': (text) =>
        text.replace('callers of', 'everybody in'),
    });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** One org on the release, its window open until a person closes it: without data nothing passes by itself. */
  async function atCloseGate(org: string): Promise<Played> {
    await placeFault(stage.enterprise, {
      kind: 'analytics',
      count: 0,
      effect: { type: 'noData' },
    });
    const rollout = await stage.roll({ release: 'v2.1.0', only: [org] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'close');
    return rollout;
  }

  it('a trip takes everything back however long its reason is', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    assert.notDeepEqual(await stage.configuration(), before);
    const reason = 'complaints '.repeat(300);
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee', reason });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.deepEqual(await stage.configuration(), before);
  });

  it('an org whose group was terminated is named by the trip, and remediation takes it back', async () => {
    const org = 'org_sub_022';
    const before = await stage.configuration();
    const rollout = await atCloseGate(org);
    const group = `group/${rollout.runId}/1/eu_central`;
    await stage.client.workflow.getHandle(group).terminate('by mistake');
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const [outcome] = (await rollout.status()).outcomes;
    assert.deepEqual([outcome?.org, outcome?.state], [org, 'stranded']);
    assert.match(outcome?.reason ?? '', /remediation takes back what it left open/);
    await takesBack(outcome?.command, rollout, org);
    assert.deepEqual(await stage.configuration(), before);
  });

  /** The command that is printed for an org, carried out. */
  async function takesBack(
    command: string | undefined,
    rollout: Played,
    org: string,
  ): Promise<void> {
    assert.equal(command, `rollcall remediate ${rollout.workflowId} --take-back --org ${org}`);
    await stage.client.workflow.execute('remediation', {
      workflowId: `remediation/${rollout.workflowId}`,
      taskQueue: stage.queue,
      args: [{ rollout: rollout.workflowId, action: 'takeBack', orgs: [org], by: 'lee' }],
    });
  }

  it('an org whose window somebody cancelled is back, and its rollout says so at once', async () => {
    const org = 'org_sub_002';
    const before = await stage.configuration();
    const rollout = await atCloseGate(org);
    await stage.client.workflow.getHandle(`org/guide/${realOrg(org)}`).cancel();
    const { notices } = await rollout.until('the org to be back', ({ outcomes }) =>
      outcomes.some(({ state }) => state === 'rolledBack'),
    );
    assert.match(notices.join(), /org_sub_002 was taken back, and not by its rollout/);
    assert.deepEqual(await stage.configuration(), before);
    await rollout.approve();
    assert.equal(outcomeOf(await rollout.end()), 'incomplete');
  });

  it('an org whose workflow was terminated is stranded, and the rollout incomplete', async () => {
    const org = 'org_sub_012';
    const before = await stage.configuration();
    const rollout = await atCloseGate(org);
    const workflowId = `org/guide/${realOrg(org)}`;
    await stage.client.workflow.getHandle(workflowId).terminate('by mistake');
    await rollout.approve();
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const [outcome] = (await rollout.status()).outcomes;
    assert.deepEqual([outcome?.org, outcome?.state], [org, 'stranded']);
    assert.match(outcome?.reason ?? '', new RegExp(`${workflowId} ended without being closed`));
    await takesBack(outcome?.command, rollout, org);
    assert.deepEqual(await stage.configuration(), before);
  });

  it('an org whose window is another rollout’s by now is listed by the trip, which waits for nobody', async () => {
    const org = 'org_sub_032';
    const rollout = await atCloseGate(org);
    await stage.client.workflow.getHandle(`org/guide/${realOrg(org)}`).terminate('by mistake');
    const next = await stage.roll({ release: 'v2.2.0', only: [org] });
    await next.approveUntil(({ awaiting }) => awaiting?.gate === 'close');
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const [outcome] = (await rollout.status()).outcomes;
    assert.equal(outcome?.state, 'stranded');
    assert.match(outcome?.reason ?? '', /ended without being closed/);
    await next.approve();
    assert.equal(outcomeOf(await next.end()), 'succeeded', 'the other one has its window still');
  });

  it('a refusal before any write is a failure, though an org was on the release before', async () => {
    // The test before brought the first one onto it.
    const rollout = await stage.roll({ release: 'v2.2.0', only: ['org_sub_032', 'org_sub_022'] });
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    // The hub, whose queues the second one routes to, cannot be looked at any more.
    await refuseTokens(stage.enterprise, realOrg('org_parent_001'));
    await rollout.approve();
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'refused', JSON.stringify(end));
    const { state: ended, outcomes } = await rollout.status();
    assert.equal(ended, 'failed');
    assert.deepEqual(
      outcomes.map(({ org, state }) => `${org} ${state}`),
      ['org_sub_022 untouched', 'org_sub_032 completed'],
    );
  });

  it('an org that is refused by then is on the release without a base, so the rollout is incomplete', async () => {
    const org = 'org_sub_002';
    const rollout = await atCloseGate(org);
    await refuseTokens(stage.enterprise, realOrg(org));
    await rollout.approve();
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    assert.match(JSON.stringify(end), /what is live in org_sub_002 is not on record: run this/);
    const [outcome] = (await rollout.status()).outcomes;
    assert.deepEqual([outcome?.org, outcome?.state], [org, 'completed']);
    assert.match(outcome?.reason ?? '', /no base was recorded: unauthorized/);
    assert.equal(outcome?.unrecorded, true);
  });

  it('an org that needed nothing and is refused by then makes it incomplete, and the next run puts it right', async () => {
    const org = 'org_sub_002';
    const orgId = realOrg(org);
    // Plans read lists; only what is recorded at the end is read one by one.
    await placeFault(stage.enterprise, {
      orgId,
      method: 'GET',
      resourceId: resourceId(orgId, 'flow', 'regional_ivr'),
      nth: 2,
      count: 0,
      effect: { type: 'status', status: 401 },
    });
    const only = [org, 'org_sub_012'];
    const rollout = await stage.roll({ release: 'v2.0.0', only });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const missing = (await rollout.status()).outcomes.filter(({ unrecorded }) => unrecorded);
    assert.deepEqual(
      missing.map((outcome) => [outcome.org, outcome.state]),
      [[org, 'completed']],
    );
    await clearFaults(stage.enterprise);
    const again = await stage.roll({ release: 'v2.0.0', only });
    assert.equal(outcomeOf(await again.finish()), 'succeeded');
  });

  it('a trip that comes while the windows are being closed is refused, with what to do instead', async () => {
    const rollout = await atCloseGate('org_sub_032');
    const { ledger } = stage.enterprise;
    // What is live cannot be recorded without it, so that the closing waits.
    await takeAway(ledger);
    await rollout.approve();
    await rollout.until('the closing', ({ state }) => state === 'closing');
    const trip = { decision: 'trip', by: 'lee' } as const;
    await assert.rejects(
      decide(stage.client, rollout.workflowId, trip),
      /windows are being closed; roll out the release before it instead/,
    );
    await bringBack(ledger);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
  });

  it('a wave whose observation was terminated is put before a person', async () => {
    await placeFault(stage.enterprise, { kind: 'analytics', count: 0, effect: { type: 'noData' } });
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_022'] });
    await rollout.approveUntil(({ state }) => state === 'judging');
    const observation = `observation/${rollout.runId}/wave-1`;
    await stage.client.workflow.getHandle(observation).terminate('by mistake');
    await rollout.until('the gate', ({ awaiting }) => awaiting?.gate === 'close');
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
  });

  it('a wave that is refused before its first write leaves the waves before it, and nobody is told of a rollback', async () => {
    const rollout = await stage.roll({ release: 'v2.2.0', only: ['org_sub_012', 'org_sub_022'] });
    const { waves } = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const first = waves[0]?.orgs[0] ?? '';
    await refuseTokens(stage.enterprise, realOrg('org_parent_001'));
    await rollout.approve();
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const { outcomes } = await rollout.status();
    assert.deepEqual(
      outcomes.map(({ org, state }) => [org, state]),
      waves.flatMap(({ orgs }) =>
        orgs.map((org) => [org, org === first ? 'completed' : 'untouched']),
      ),
    );
    const { events } = await stage.client.workflow.getHandle(rollout.workflowId).fetchHistory();
    const states = (events ?? []).flatMap((event) => {
      const upserted = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes;
      return Buffer.from(upserted?.indexedFields?.['RollcallState']?.data ?? []).toString();
    });
    assert.ok(states.includes('"closing"'));
    assert.ok(!states.includes('"rollingBack"'), 'nothing was there to take back');
  });
});
