import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { resourceId } from '../../src/cli/demo/identity.js';
import { configurationOf, journal, post } from './enterprise.js';
import { placeFault } from './faults.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const ORG = 'org_sub_002';
const FLOW = `flow/${resourceId(realOrg(ORG), 'flow', 'regional_ivr')}`;
const STRATEGY = `strategy/${resourceId(realOrg(ORG), 'strategy', 'regional_routing')}`;
const QUEUE = `queue/${resourceId(realOrg(ORG), 'queue', 'regional_main')}`;

interface Flow {
  readonly name: string;
  readonly description?: string;
  readonly settings: { readonly callTimeoutSeconds: number };
  readonly blocks: readonly { readonly id: string; readonly label: string }[];
}

interface Strategy {
  readonly targets: readonly { readonly id: string; readonly weight: number }[];
}

describe('edits that people make meanwhile', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  const configuration = (): Promise<Record<string, unknown>> =>
    configurationOf(stage.enterprise.url, realOrg(ORG));
  const flow = async (): Promise<Flow> => (await configuration())[FLOW] as Flow;
  /** The path of a block's label, wherever it stands in the list. */
  const labelOf = ({ blocks }: Flow, block: string): string =>
    blocks.find(({ id }) => id === block)?.label ?? '';

  it('between reading and writing survive the deployment, and later ones the rollback', async () => {
    const before = await configuration();
    const release = { release: 'v2.1.0', only: [ORG] };
    const rollout = await stage.roll(release);
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    await placeFault(stage.enterprise, {
      orgId: realOrg(ORG),
      method: 'PATCH',
      kind: 'flow',
      effect: { type: 'edit', by: 'kim', patch: { settings: { callTimeoutSeconds: 200 } } },
    });
    await rollout.approve();
    await rollout.until('its deployment', ({ waves }) => waves[0]?.state === 'watching');
    const deployed = await flow();
    assert.equal(deployed.settings.callTimeoutSeconds, 200, "kim's edit");
    assert.equal(deployed.name, 'Regional_IVR_v2.1', "the release's change");
    assert.equal(labelOf(deployed, 'block_002'), 'Regional Welcome');
    const writes = await journal(stage.enterprise.url);
    const authors = writes.filter(({ kind }) => kind === 'flow').map(({ clientId }) => clientId);
    assert.deepEqual(authors, ['manual:kim', `rollcall-${realOrg(ORG)}`]);

    // Name and weights are what the release has written; the queue is none of the release's business.
    const { targets } = (await configuration())[STRATEGY] as Strategy;
    const moved = targets.filter(
      ({ weight }, at) => weight !== (before[STRATEGY] as Strategy).targets[at]?.weight,
    ).length;
    assert.ok(moved > 0);
    const kims = targets.map((target, at) => ({ ...target, weight: at === 0 ? 55 : 45 }));
    await edit('strategy', STRATEGY, { targets: kims });
    await edit('flow', FLOW, { name: 'Kims_IVR' });
    await edit('queue', QUEUE, { description: "Kim's queue" });
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    const original = before[FLOW] as Flow;
    assert.deepEqual(await configuration(), {
      ...before,
      [FLOW]: {
        ...original,
        name: 'Kims_IVR',
        settings: { ...original.settings, callTimeoutSeconds: 200 },
      },
      [STRATEGY]: { ...(before[STRATEGY] as object), targets: kims },
      [QUEUE]: { ...(before[QUEUE] as object), description: "Kim's queue" },
    });
    const [outcome] = (await rollout.status()).outcomes;
    // Each path once, though the weights are looked at twice.
    assert.deepEqual([outcome?.state, outcome?.kept], ['rolledBack', 1 + moved]);
  });

  it('of a path that the release changes are kept, and the rest is written', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['org_sub_012'] });
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    await placeFault(stage.enterprise, {
      orgId: realOrg('org_sub_012'),
      method: 'PATCH',
      kind: 'flow',
      effect: { type: 'edit', by: 'kim', patch: { name: 'Kims_IVR' } },
    });
    await rollout.approve();
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    const [outcome] = (await rollout.status()).outcomes;
    assert.deepEqual([outcome?.state, outcome?.kept], ['completed', 1]);
    const all = await configurationOf(stage.enterprise.url, realOrg('org_sub_012'));
    const after = all[`flow/${resourceId(realOrg('org_sub_012'), 'flow', 'regional_ivr')}`] as Flow;
    assert.equal(after.name, 'Kims_IVR');
    assert.equal(labelOf(after, 'block_002'), 'Regional Welcome');
  });

  it('of a weight while the plan waits for approval make it another plan, which is asked about anew', async () => {
    const org = 'org_sub_022';
    const strategyId = resourceId(realOrg(org), 'strategy', 'regional_routing');
    const strategy = async (): Promise<Strategy> => {
      const all = await configurationOf(stage.enterprise.url, realOrg(org));
      return all[`strategy/${strategyId}`] as Strategy;
    };
    const before = await strategy();
    assert.deepEqual(
      before.targets.map(({ weight }) => weight),
      [90, 10],
    );
    const rollout = await stage.roll({ release: 'v2.1.0', only: [org] });
    const { planDigest } = await rollout.until(
      'the plan gate',
      ({ awaiting }) => awaiting?.gate === 'plan',
    );
    const targets = before.targets.map((target, at) => ({ ...target, weight: at === 0 ? 50 : 10 }));
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: realOrg(org),
      kind: 'strategy',
      resourceId: strategyId,
      patch: { targets },
      by: 'kim',
    });
    await rollout.approve();
    // What was approved was 90 -> 100 and 10 -> 0. Half of it is a distribution that nobody has seen.
    const asked = await rollout.until(
      'the gate again, or a wave',
      (status) =>
        (status.awaiting?.gate === 'plan' && status.planDigest !== planDigest) ||
        status.waves.some(({ state }) => state === 'watching'),
    );
    assert.equal(asked.awaiting?.gate, 'plan', JSON.stringify(await strategy()));
    assert.match(asked.awaiting?.what ?? '', /1 path\(s\) in conflict/);
    assert.deepEqual((await strategy()).targets, targets);
    await decide(stage.client, rollout.workflowId, { decision: 'reject', by: 'lee' });
    assert.equal(outcomeOf(await rollout.end()), 'rejected');
  });

  async function edit(kind: string, place: string, patch: object): Promise<void> {
    const resource = place.slice(kind.length + 1);
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: realOrg(ORG),
      kind,
      resourceId: resource,
      patch,
      by: 'kim',
    });
  }
});
