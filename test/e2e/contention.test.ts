import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import { decide, type RolloutStatus } from '../../src/client/index.js';
import { journal } from './enterprise.js';
import { clearFaults, holdNextWrite, placeFault, untilHit } from './faults.js';
import type { Played } from './play.js';
import { commitRelease, NEW_FALLBACK, type FileEdits } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

/** v2.1.0 and a change of its own in every sub. */
const FURTHER: FileEdits = {
  'templates/regional_routing/regional_main.yaml': (text) =>
    text.replace('callers of', 'everybody in'),
};

describe('an org that another rollout gives back', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
    await commitRelease(stage.enterprise, 'v2.2.0', FURTHER);
    await commitRelease(stage.enterprise, 'v2.1.0-last', NEW_FALLBACK);
    await commitRelease(stage.enterprise, 'v2.2.0-asking', {
      ...FURTHER,
      'policy.yaml': (text) => edited(text, ['gates', 'plan'], 'always'),
    });
    for (const [first, second] of [
      ['na_east', 'eu_central'],
      ['eu_central', 'na_east'],
    ] as const)
      await commitRelease(stage.enterprise, `v2.2.0-${first}`, {
        ...FURTHER,
        'manifest.yaml': dependingOn(second, first),
        'policy.yaml': (text) => edited(text, ['wave_percents'], [100]),
      });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** Plans while the other one has the window open, and waits for it. */
  async function startWaiting(owner: Played, release: string, org: string): Promise<Played> {
    const rollout = await stage.roll({ release, only: [org] });
    await rollout.approveUntil(waitsFor(org, owner));
    return rollout;
  }

  /** The second one planned on top of what the first one took back since. */
  async function expectRefusal(second: Played, org: string): Promise<void> {
    const end = await second.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    const [outcome] = (await second.status()).outcomes;
    assert.deepEqual([outcome?.org, outcome?.state, outcome?.writes], [org, 'failed', 0]);
    assert.match(outcome?.reason ?? '', /regional_ivr.*start the rollout again/);
    assert.doesNotMatch(JSON.stringify(await journal(stage.enterprise.url)), /everybody in/);
  }

  it('and that is not as its plan saw it fails, without a write, and says what to do', async () => {
    const before = await stage.configuration();
    const first = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    const { waves } = await first.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const org = waves[0]?.orgs[0] ?? '';
    const second = await startWaiting(first, 'v2.2.0', org);
    await decide(stage.client, first.workflowId, { decision: 'trip', by: 'lee' });
    await first.finish();
    await expectRefusal(second, org);
    assert.deepEqual(await stage.configuration(), before);
  });

  it('before the other one came to ask for it is planned anew, and its approvers are asked again', async () => {
    const before = await stage.configuration();
    const first = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    const { waves } = await first.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const org = waves[0]?.orgs[0] ?? '';
    const second = await stage.roll({ release: 'v2.2.0-asking', only: [org] });
    const { planDigest } = await second.approveUntil(atPlanGate);
    await decide(stage.client, first.workflowId, { decision: 'trip', by: 'lee' });
    await first.finish();

    const asked = await second.approveUntil(
      (status) => atPlanGate(status) && status.planDigest !== planDigest,
    );
    assert.match(asked.awaiting?.what ?? '', new RegExp(`new plan: ${org} changed since the plan`));
    const approval = { decision: 'approve', gate: 'plan', by: 'lee' } as const;
    await assert.rejects(
      decide(stage.client, second.workflowId, { ...approval, planDigest: planDigest ?? '' }),
      /the current one is/,
    );
    await decide(stage.client, second.workflowId, { decision: 'reject', by: 'lee' });
    assert.equal(outcomeOf(await second.end()), 'rejected');
    assert.deepEqual(await stage.configuration(), before);
  });

  it('goes to the older one of two that hold what the other wants', async () => {
    const only = ['org_sub_002', 'org_sub_022'];
    const older = await stage.roll({ release: 'v2.1.0', only });
    const { waves } = await older.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    const [held = '', wanted = ''] = waves.flatMap(({ orgs }) => orgs);
    const start = wanted === 'org_sub_002' ? 'na_east' : 'eu_central';
    const younger = await stage.roll({ release: `v2.2.0-${start}`, only });
    await younger.approveUntil(atPlanGate);
    const write = await holdNextWrite(stage.enterprise, realOrg(wanted), 'queue');
    await younger.approve();
    await untilHit(stage.enterprise, write);
    // So that it wants the other org only when both of them hold one.
    await decide(stage.client, younger.workflowId, { decision: 'pause', by: 'lee' });
    await older.approve();
    await older.until('a word on whom it waits for', waitsFor(wanted, younger));
    await decide(stage.client, younger.workflowId, { decision: 'resume', by: 'lee' });

    const gaveWay = await younger.finish();
    assert.equal(outcomeOf(gaveWay), 'rolledBack', JSON.stringify(gaveWay));
    const outcomes = (await younger.status()).outcomes.map(({ org, state }) => [org, state]);
    assert.deepEqual(Object.fromEntries(outcomes), { [held]: 'failed', [wanted]: 'rolledBack' });
    assert.match(JSON.stringify(gaveWay), windowOf(held, older));
    const end = await older.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.equal((await older.status()).orgs.completed, 2);
    assert.doesNotMatch(JSON.stringify(await stage.configuration()), /everybody in/);
  });

  it('as its plan saw it is written to', async () => {
    const org = 'org_sub_032';
    // Without data the first one waits at its end, for a person.
    await placeFault(stage.enterprise, { kind: 'analytics', count: 0, effect: { type: 'noData' } });
    const first = await stage.roll({ release: 'v2.1.0', only: [org] });
    await first.approveUntil(({ awaiting }) => awaiting?.gate === 'close');
    const second = await startWaiting(first, 'v2.2.0', org);
    // With data its gate opens by itself.
    await clearFaults(stage.enterprise);
    await first.approve();
    assert.equal(outcomeOf(await first.end()), 'succeeded');
    const end = await second.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    const configuration = JSON.stringify((await stage.configuration())[realOrg(org)]);
    assert.match(configuration, /Regional_IVR_v2\.1/);
    assert.match(configuration, /everybody in/);
  });

  it('and what its own rollout brought before it is no other state', async () => {
    const org = 'org_sub_012';
    const rollout = await stage.roll({ release: 'v2.1.0-last', only: ['global_shared', org] });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.match(JSON.stringify(await stage.configuration()), /"priority":3/);
  });
});

function atPlanGate({ awaiting }: RolloutStatus): boolean {
  return awaiting?.gate === 'plan';
}

function windowOf(org: string, owner: Played): RegExp {
  return new RegExp(`${org} is in the open deployment window of ${owner.workflowId}`);
}

function waitsFor(org: string, owner: Played): Parameters<Played['until']>[1] {
  return ({ notices }) => notices.some((notice) => windowOf(org, owner).test(notice));
}

/** Makes one group of the manifest come after another one. */
function dependingOn(group: string, before: string): (text: string) => string {
  const index = ['global_shared', 'na_east', 'eu_central'].indexOf(group);
  const dependencies = ['global_shared', before];
  return (text) => edited(text, ['deployment_targets', index, 'depends_on'], dependencies);
}

function edited(text: string, at: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(text);
  document.setIn(at, value);
  return document.toString();
}
