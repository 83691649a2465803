import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';

import type { MadeUpConfiguration } from '../../bench/plan/configuration.js';
import { capacityActivities } from '../../src/activities/capacity.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { planActivities } from '../../src/activities/plan.js';
import type { CapacityCheck } from '../../src/activities/types.js';
import { callBack, sendOff } from '../e2e/agents.js';
import { post } from '../e2e/enterprise.js';
import { startMadeUpPlanning, type MadeUpPlanning } from './made-up-planning.js';

const POLICY = { capacity: { gate: 'always', min_capacity_ratio: 0.8 } };

/** What simulated agents have to do with an expansion; the orgs live in the simulator. */
describe('agents and calls in the time ahead', function () {
  this.timeout(120_000);
  let stage: MadeUpPlanning;

  before(async () => {
    stage = await startMadeUpPlanning(2);
  });
  after(() => stage?.stop());
  afterEach(async () => {
    await callBack(stage.simulator.url);
    await fetch(`${stage.simulator.url}/_sim/faults`, { method: 'DELETE' });
  });

  let releases = 1;
  /** Looks at the subs with a release planned that has these edits. */
  async function check(edits: Partial<MadeUpConfiguration>): Promise<CapacityCheck> {
    releases += 1;
    const tag = `v${releases}`;
    await stage.enterprise.release(tag, { policy: POLICY, ...edits });
    const scope = await stage.scopeOf(tag, tag);
    const deps = stage.sources as unknown as ActivityDeps;
    const activity = new MockActivityEnvironment();
    await activity.run(planActivities(deps).planOrgs, { scope });
    const orgs = subs();
    return activity.run(capacityActivities(deps).checkCapacity, { scope, orgs });
  }
  const subs = (): string[] => ['na_east_001', 'na_east_002'];

  it('open the gate where there are enough', async () => {
    assert.deepEqual(await check({ weight: 90 }), { open: true, shortages: [] });
  });

  it('keep it shut where an org has lost its agents', async () => {
    const [org = ''] = subs();
    await sendOff(stage.simulator.url, realOrgOf(org), 1);
    const { open, shortages } = await check({ weight: 80 });
    assert.equal(open, false);
    assert.equal(shortages.length, 1);
    assert.match(shortages[0] ?? '', new RegExp(`^${org}, Queue 1: \\d+ agent`));
  });

  it('keep it shut where weights bring a queue of the hub more than its agents can take', async () => {
    const { open, shortages } = await check({ weight: 50, sharedWeight: 50 });
    assert.equal(open, false);
    assert.equal(shortages.length, 1, shortages.join());
    assert.match(shortages[0] ?? '', /^org_hub, Shared: \d+ agent\(s\) with general short/);
  });

  it('keep it shut where the platform does not tell', async () => {
    await post(`${stage.simulator.url}/_sim/faults`, {
      orgId: realOrgOf('na_east_001'),
      route: '/api/v2/analytics/queues/observations',
      count: 0,
      effect: { type: 'status', status: 404, code: 'not.found' },
    });
    const { open, shortages } = await check({ weight: 70 });
    assert.equal(open, false);
    assert.deepEqual(shortages, ['na_east_001, its queues: agents or volume are not known']);
  });
});

function realOrgOf(org: string): string {
  return `real-${org}`;
}
