import assert from 'node:assert/strict';
import { resourceId } from '../../src/cli/demo/identity.js';
import { decide, type RolloutStatus } from '../../src/client/index.js';
import { configurationOf, journal, post, type Write } from './enterprise.js';
import { placeFault } from './faults.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const ORG = 'org_sub_002';
const FLOW = resourceId(realOrg(ORG), 'flow', 'regional_ivr');
/** Differs from what the release says, and nobody knows since when. */
const TIMEOUT_SECONDS = 222;

describe('an org that Rollcall has not written to yet', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ onRecord: false });
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: realOrg(ORG),
      kind: 'flow',
      resourceId: FLOW,
      patch: { settings: { callTimeoutSeconds: TIMEOUT_SECONDS } },
      by: 'kim',
    });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  const writes = async (): Promise<Write[]> =>
    (await journal(stage.enterprise.url)).filter(({ clientId }) => clientId !== 'manual:kim');
  const timeout = async (): Promise<unknown> => {
    const bodies = await configurationOf(stage.enterprise.url, realOrg(ORG));
    const flow = bodies[`flow/${FLOW}`] as { settings: { callTimeoutSeconds: unknown } };
    return flow.settings.callTimeoutSeconds;
  };
  const atGate = ({ awaiting }: RolloutStatus): boolean => awaiting?.gate !== undefined;

  it('has a gate of its own before anything in it is overwritten', async () => {
    const rollout = await stage.roll({ release: 'v2.0.0', only: [ORG] });
    const asked = await rollout.until('a gate', atGate);
    assert.equal(asked.awaiting?.gate, 'first-contact');
    assert.match(asked.awaiting?.what ?? '', /1 change\(s\) without a known base/);
    await decide(stage.client, rollout.workflowId, { decision: 'reject', by: 'lee' });
    assert.equal(outcomeOf(await rollout.end()), 'rejected');
    assert.deepEqual(await writes(), []);
    assert.equal(await timeout(), TIMEOUT_SECONDS);
  });

  it('has it no more once what is live is adopted, which writes to no org', async () => {
    const adoption = await stage.roll({ release: 'v2.0.0', only: [ORG], adopt: true });
    assert.equal(outcomeOf(await adoption.finish()), 'succeeded');
    assert.deepEqual(await writes(), []);
    const { notices } = await adoption.status();
    assert.ok(notices.some((notice) => /in 1 org\(s\) are on record as they are/.test(notice)));

    const rollout = await stage.roll({ release: 'v2.0.0', only: [ORG] });
    await rollout.until('its deployment', ({ waves }) => waves[0]?.state === 'watching');
    assert.equal((await rollout.status()).changes?.modified, 1);
    assert.notEqual(await timeout(), TIMEOUT_SECONDS);
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    assert.equal(await timeout(), TIMEOUT_SECONDS);
  });

  it('is not adopted while its window is open: what is on trial is nothing to record', async () => {
    // Without data nothing passes by itself: the window stays open until a person closes it.
    await placeFault(stage.enterprise, { kind: 'analytics', count: 0, effect: { type: 'noData' } });
    const rollout = await stage.roll({ release: 'v2.1.0', only: [ORG] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'close');
    const adoption = await stage.roll({ release: 'v2.0.0', only: [ORG], adopt: true });
    assert.match(JSON.stringify(await adoption.finish()), /is in an open deployment window/);
  });
});
