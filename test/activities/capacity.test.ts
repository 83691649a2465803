import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';

import type { MadeUpConfiguration } from '../../bench/plan/configuration.js';
import { makeUpEnterprise, type MadeUpEnterprise } from '../../bench/plan/enterprise.js';
import { capacityActivities } from '../../src/activities/capacity.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { planActivities } from '../../src/activities/plan.js';
import type { CapacityCheck } from '../../src/activities/types.js';
import { composePlanning, type Sources } from '../../src/compose.js';
import { readSettings } from '../../src/settings.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import { callBack, sendOff } from '../e2e/agents.js';
import { post } from '../e2e/enterprise.js';

const SHAPE = { queues: 1, strategies: 1, flows: 1, trunks: 1, blocks: 2, weight: 100 };
const POLICY = { capacity: { gate: 'always', min_capacity_ratio: 0.8 } };

/** What simulated agents have to do with an expansion; the orgs live in the simulator. */
describe('agents and calls in the time ahead', function () {
  this.timeout(120_000);
  let simulator: RunningSimulator;
  let folder: string;
  let enterprise: MadeUpEnterprise;
  let sources: Sources;

  before(async () => {
    simulator = await startSimulator({ port: 0, frozen: true, dialects: ['guide'] });
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-capacity-'));
    enterprise = await makeUpEnterprise(folder, {
      ...SHAPE,
      subs: { na_east: 2 },
      callers: true,
      simulatorUrl: simulator.url,
    });
    await enterprise.adopt('v1');
    sources = await composePlanning(readSettings(enterprise.variables));
  });
  after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await callBack(simulator.url);
    await fetch(`${simulator.url}/_sim/faults`, { method: 'DELETE' });
  });

  let releases = 1;
  /** Looks at the subs with a release planned that has these edits. */
  async function check(edits: Partial<MadeUpConfiguration>): Promise<CapacityCheck> {
    releases += 1;
    const tag = `v${releases}`;
    await enterprise.release(tag, { policy: POLICY, ...edits });
    const commit = await sources.releases.resolve(tag);
    const scope = { rolloutKey: tag, environment: 'production', commit, ledgerId: 'any' };
    const deps = sources as unknown as ActivityDeps;
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
    await sendOff(simulator.url, realOrgOf(org), 1);
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
    await post(`${simulator.url}/_sim/faults`, {
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
