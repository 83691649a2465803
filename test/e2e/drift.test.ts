import assert from 'node:assert/strict';
import { resourceId } from '../../src/cli/demo/identity.js';
import { post } from './enterprise.js';
import { realOrg, setStage, type Stage } from './stage.js';
import { startReceiver, type Receiver } from './webhook-receiver.js';

const ORG = 'org_sub_012';

describe('the workflow drift', () => {
  let stage: Stage;
  let receiver: Receiver;

  before(async () => {
    receiver = await startReceiver();
    stage = await setStage({ variables: { ROLLCALL_WEBHOOK_URL: receiver.url } });
  });
  after(async () => {
    await stage?.stop();
    await receiver?.stop();
  });

  const run = (input: object): Promise<{ orgs: Record<string, number>; drifted: string[] }> =>
    stage.client.workflow.execute('drift', {
      workflowId: `drift/${Date.now()}`,
      taskQueue: stage.queue,
      args: [input],
    });

  it('finds nothing where nobody changed anything, and tells nobody', async () => {
    const found = await run({ environment: 'production', release: 'v2.0.0' });
    assert.deepEqual([found.orgs['same'], found.orgs['drifted']], [5, 0]);
    assert.equal(receiver.heard.filter(({ kind }) => kind === 'driftFound').length, 0);
  });

  it('finds what somebody changed by hand, and tells people', async () => {
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: realOrg(ORG),
      kind: 'flow',
      resourceId: resourceId(realOrg(ORG), 'flow', 'regional_ivr'),
      patch: { settings: { callTimeoutSeconds: 17 } },
      by: 'kim',
    });
    const found = await run({ environment: 'production', release: 'v2.0.0' });
    assert.deepEqual(found.drifted, [ORG]);
    const told = receiver.heard.filter(({ kind }) => kind === 'driftFound');
    assert.match(JSON.stringify(told), /1 of 5 org\(s\) differ.*org_sub_012/);
  });

  it('ends with what is wrong with its input', async () => {
    await assert.rejects(run({ environment: 'production', relese: 'v2.0.0' }), (error: Error) =>
      /relese/.test(JSON.stringify(error.cause) + String(error.cause)),
    );
  });
});
