import assert from 'node:assert/strict';
import { decide, type RolloutRequest } from '../../src/client/index.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { boardOf } from './boards.js';
import { journal } from './enterprise.js';
import { clearFaults, placeFault, untilHit } from './faults.js';
import { makePerson, signGate, type Person } from './people.js';
import { isOver, type Played } from './play.js';
import { commitOperations, commitRelease } from './releases.js';
import { FOUR_SUBS, outcomeOf, realOrg, setStage, type Stage } from './stage.js';

/** What only the emergency's release writes. */
const MARK = 'everybody in';

describe('an emergency that supersedes a rollout', () => {
  let stage: Stage;
  let people: readonly Person[];

  before(async () => {
    stage = await setStage({ subs: [...FOUR_SUBS, 'org_sub_003', 'org_sub_013', 'org_sub_023'] });
    const { root } = stage.enterprise;
    people = [await makePerson(root, 'lee'), await makePerson(root, 'kim')];
    const entries = people.map(({ name, entry }) => [name, entry]);
    await commitOperations(stage.enterprise, { people: Object.fromEntries(entries) });
    await commitRelease(stage.enterprise, 'v2.1.1', {
      'templates/regional_routing/regional_main.yaml': (text) => text.replace('callers of', MARK),
    });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** Deployed to one org, and at the gate before the other one. */
  async function atItsGate(only: string[]): Promise<{ rollout: Played; org: string }> {
    const rollout = await stage.roll({ release: 'v2.1.0', only });
    const { waves } = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    return { rollout, org: waves[0]?.orgs[0] ?? '' };
  }

  const emergency = (request: Partial<RolloutRequest>): Promise<Played> =>
    stage.roll({
      release: 'v2.1.1',
      emergency: true,
      reason: 'callers hear nothing',
      ...request,
    });

  async function signed(rollout: Played): Promise<void> {
    await rollout.until('its gate', ({ awaiting }) => awaiting?.gate === 'emergency');
    for (const person of people) await signGate(stage.client, rollout, person);
  }

  const reportOf = async (rollout: Played): Promise<string> => {
    const ledger = await openGitLedger({ repository: stage.enterprise.ledger });
    return (await ledger.readReport(rollout.runId))['report.md'] ?? '';
  };

  it('at a gate: it is taken back and closed before the emergency writes, and both reports say so', async () => {
    const before = await stage.configuration();
    const { rollout: first, org } = await atItsGate(['org_sub_002', 'org_sub_022']);
    const second = await emergency({ only: [org], supersede: first.workflowId });
    await signed(second);
    const end = await first.end();
    assert.equal(outcomeOf(end), 'superseded', JSON.stringify(end));
    const closed = (await journal(stage.enterprise.url)).at(-1)?.seq ?? 0;
    assert.deepEqual(await stage.configuration(), before);

    // What was taken back makes another plan of the one that they signed.
    await signed(second);
    const last = await second.finish();
    assert.equal(outcomeOf(last), 'succeeded', JSON.stringify(last));
    const writes = (await journal(stage.enterprise.url)).filter(
      ({ orgId }) => orgId === realOrg(org),
    );
    const marked = writes.filter(({ after }) => JSON.stringify(after).includes(MARK));
    assert.ok(marked.length > 0);
    assert.ok(marked.every(({ seq }) => seq > closed));
    const state = (await first.status()).outcomes.find((outcome) => outcome.org === org)?.state;
    assert.equal(state, 'rolledBack');
    const { workflowId } = second;
    assert.match(await reportOf(first), new RegExp(`superseded by ${workflowId}: callers hear`));
    assert.match(
      await reportOf(second),
      new RegExp(`it superseded ${first.workflowId}: superseded: `),
    );
    await expectNothingOpen();
  });

  it('and keeps what it did: its windows are closed as they are', async () => {
    const { rollout: first, org } = await atItsGate(['org_sub_012', 'org_sub_032']);
    const request = { supersede: first.workflowId, supersedeThen: 'keep' } as const;
    const second = await emergency({ only: [org], ...request });
    await second.until('its gate', ({ awaiting }) => awaiting?.gate === 'emergency');
    assert.match(await boardOf(stage.client, second.workflowId), /what it changed stays/);
    await signed(second);
    assert.equal(outcomeOf(await first.end()), 'superseded');
    const state = (await first.status()).outcomes.find((outcome) => outcome.org === org)?.state;
    assert.equal(state, 'completed');
    const last = await second.finish();
    assert.equal(outcomeOf(last), 'succeeded', JSON.stringify(last));
    const configuration = JSON.stringify((await stage.configuration())[realOrg(org)]);
    assert.match(configuration, /Regional_IVR_v2\.1/);
    assert.match(configuration, new RegExp(MARK));
    await expectNothingOpen();
  });

  it('that is held: the window is closed, and it says for what it was taken back', async () => {
    await placeFault(stage.enterprise, { kind: 'analytics', count: 0, effect: { type: 'noData' } });
    const first = await stage.roll({ release: 'v2.1.0', only: ['org_sub_003'] });
    await first.approveUntil(({ state }) => state === 'judging' || state === 'awaitingApproval');
    await first.approveUntil(({ awaiting }) => awaiting?.gate === 'close');
    await decide(stage.client, first.workflowId, {
      decision: 'trip',
      by: 'lee',
      reason: 'complaints',
    });
    await first.until('held', ({ state }) => state === 'held');
    const second = await emergency({ only: ['org_sub_003'], supersede: first.workflowId });
    await signed(second);
    // Since the org is back, its weights change once more.
    await second.approveUntil(({ approvals }) => approvals.some(({ gate }) => gate === 'plan'));
    const end = await first.end();
    assert.equal(outcomeOf(end), 'superseded', JSON.stringify(end));
    assert.match(JSON.stringify(end), /complaints; superseded by/);
    await decide(stage.client, second.workflowId, { decision: 'trip', by: 'lee' });
    await second.approveUntil(isOver);
    await expectNothingOpen();
  });

  it('in the middle of a deployment is refused, before anybody is asked', async () => {
    const first = await stage.roll({ release: 'v2.1.0', only: ['org_sub_013'] });
    await first.approveUntil(({ awaiting }) => awaiting?.gate === 'plan');
    // Until the fault is cleared, it stays in the middle of its wave.
    const refused = await placeFault(stage.enterprise, {
      orgId: realOrg('org_sub_013'),
      method: 'PATCH',
      count: 0,
      effect: { type: 'status', status: 503 },
    });
    await first.approve();
    await untilHit(stage.enterprise, refused);
    const second = await emergency({ only: ['org_sub_013'], supersede: first.workflowId });
    const end = await second.end();
    assert.match(JSON.stringify(end), /in the middle of its work \(deploying\).*trip it, or wait/);
    assert.deepEqual((await second.status()).approvals, []);
    await clearFaults(stage.enterprise);
    const last = await first.finish();
    assert.equal(outcomeOf(last), 'succeeded', JSON.stringify(last));
  });

  it('that has none of its orgs is refused', async () => {
    const first = await stage.roll({ release: 'v2.1.0', only: ['org_sub_023'] });
    await first.approveUntil(({ awaiting }) => awaiting?.gate === 'plan');
    const second = await emergency({ only: ['org_sub_003'], supersede: first.workflowId });
    assert.match(JSON.stringify(await second.end()), /none of these orgs/);
    assert.equal((await first.status()).state, 'awaitingApproval');
  });

  it('and is no emergency is bad input', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', supersede: 'rollout/x' });
    const end = await rollout.end();
    assert.equal(end.kind, 'badInput');
    assert.match(JSON.stringify(end), /only an emergency can supersede/);
  });

  async function expectNothingOpen(): Promise<void> {
    const query = 'WorkflowType="orgDeployment" AND ExecutionStatus="Running"';
    const open: string[] = [];
    for await (const { workflowId } of stage.client.workflow.list({ query })) open.push(workflowId);
    assert.deepEqual(open, []);
  }
});
