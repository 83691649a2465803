import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { decide, reportOf, type RolloutStatus } from '../../src/client/index.js';
import { configurationOf, journal, post, type Enterprise } from './enterprise.js';
import { clearFaults } from './faults.js';
import { GENESYS, GUIDE_ORG, makeMixedEnterprise, SPRING, TENANTS } from './mixed-enterprise.js';
import { bringBack, takeAway } from './ledger-away.js';
import { isOver, play, type Played } from './play.js';
import { outcomeOf } from './stage.js';
import { startDevServer, startWorker, type TestWorker } from './temporal.js';

const QUEUE = 'mixed';

describe('a rollout over simulated NICE CXone, Genesys Cloud and the guide’s platform', () => {
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise;
  let worker: TestWorker;

  before(async () => {
    temporal = await startDevServer();
    enterprise = await makeMixedEnterprise();
    worker = await startWorker(temporal, enterprise, QUEUE);
  });

  after(async () => {
    await worker?.stop();
    await enterprise?.stop();
    await temporal?.teardown();
  });

  const roll = (release: string, only?: string[]): Promise<Played> =>
    play(temporal.client, QUEUE, { release, ...(only === undefined ? {} : { only }) });
  const report = async (rollout: Played): Promise<string> =>
    JSON.stringify(await reportOf(temporal.client, rollout.workflowId));
  /** What every org of all platforms has, by org. */
  const everything = async (): Promise<Record<string, Record<string, unknown>>> =>
    Object.fromEntries(
      await Promise.all(
        [...TENANTS, ...GENESYS, GUIDE_ORG].map(async (org) => [
          org,
          await configurationOf(enterprise.url, org),
        ]),
      ),
    );
  /** Which script the point of contact of each tenant runs. */
  const running = async (): Promise<unknown[]> =>
    Promise.all(
      TENANTS.map(async (org, at) => {
        const all = await configurationOf(enterprise.url, org);
        const point = all[`flow/${8001 + at * 10_000}`] as { native: { scriptName: string } };
        return point.native.scriptName;
      }),
    );
  const edit = (name: string, kind: string, patch: object): Promise<unknown> =>
    post(`${enterprise.url}/_sim/edits`, { orgId: 'acme', kind, name, patch, by: 'mo' });

  it('finds what is there as it is, and writes nothing to any tenant', async () => {
    const end = await (await roll('v1.0.0')).finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    const orgs = new Set((await journal(enterprise.url)).map(({ orgId }) => orgId));
    // The other platforms' queues get their first text.
    assert.deepEqual([...orgs].toSorted(), [GUIDE_ORG, ...GENESYS].toSorted());
  });

  it('writes nothing where policy does not take the risk, and names each resource', async () => {
    const before = await everything();
    const rollout = await roll('v1.1.0');
    const end = await rollout.finish();
    assert.notEqual(outcomeOf(end), 'succeeded');
    assert.match(JSON.stringify(end), /bolt: brands\/queue\/support \(queue\) on nice-cxone/);
    assert.match(JSON.stringify(end), /allow_best_effort/);
    assert.deepEqual(await everything(), before);
  });

  it('sends callers back to the script from before first of all, also while the ledger is away', async () => {
    const before = await everything();
    const [welcome] = await running();
    const hubRuns = async (script: unknown): Promise<void> => {
      const isSo = async (): Promise<boolean> => (await running())[0] === script;
      for (const until = Date.now() + 60_000; !(await isSo()); await sleep(50))
        assert.ok(Date.now() < until, `the hub still does not run ${String(script)}`);
    };
    const rollout = await roll('v2.0.0', ['brands']);
    await rollout.approveUntil(({ state }) => state === 'stabilizing' || state === 'judging');
    await hubRuns(SPRING);
    await takeAway(enterprise.ledger);
    try {
      await decide(temporal.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
      await hubRuns(welcome);
    } finally {
      await bringBack(enterprise.ledger);
    }
    await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    assert.deepEqual(textsOf(await everything()), textsOf(before));
  });

  it('makes a script, switches points of contact to it; the report names each guarantee', async () => {
    const rollout = await roll('v2.0.0');
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.deepEqual(await running(), [SPRING, SPRING, SPRING]);
    const told = await report(rollout);
    for (const guarantee of [
      'BEST EFFORT',
      'under a lock',
      'conditional on a version',
      'conditional on an ETag',
    ])
      assert.ok(told.includes(guarantee), guarantee);
    const again = await (await roll('v2.0.0')).finish();
    assert.equal(again.kind === 'finished' && again.summary.writes, 0);
  });

  it('takes a release back whose script the platform refuses, on all platforms, and says why', async () => {
    const before = await everything();
    const rollout = await roll('v2.1.0');
    await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    assert.deepEqual(await running(), [SPRING, SPRING, SPRING]);
    assert.match(await report(rollout), /SYNTAX_CHECK/);
    assert.deepEqual(textsOf(await everything()), textsOf(before));
  });

  it('takes a script back that loses its callers, and leaves a person’s edits alone', async () => {
    await edit('Support', 'queue', { native: { notes: 'by Mo', serviceLevelGoal: 95 } });
    const before = await everything();
    const rollout = await roll('v2.2.0', ['brands']);
    const policy = ({ awaiting }: RolloutStatus): boolean => awaiting?.gate === 'policy-change';
    await rollout.until('the question about the stricter policy', policy);
    await rollout.approve();
    // A point of contact that runs another script moves all of its callers.
    const planned = await rollout.until('the plan', (one) => one.awaiting?.gate === 'plan');
    assert.equal(planned.changes?.kept, 1);
    assert.match(
      planned.awaiting?.what ?? '',
      /routing weights: brands\/point_of_contact\/main_line/,
    );
    await rollout.approve();
    const { waves } = await rollout.until('the hub to be taken back', ({ waves: all }) =>
      all.some(({ state }) => state === 'takenBack'),
    );
    assert.equal(waves[0]?.verdict?.label, 'fail');
    // Whether telemetry is back a person may have to say: few calls tell little.
    await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    const saved = (await journal(enterprise.url)).filter(({ after }) =>
      JSON.stringify(after).includes('{NOBODY}'),
    );
    assert.deepEqual([...new Set(saved.map(({ orgId }) => orgId))], ['acme']);
    const after = await everything();
    assert.deepEqual(textsOf(after), textsOf(before));
    assert.match(JSON.stringify(after['acme']), /"notes":"by Mo"/);
    assert.match(JSON.stringify(after['acme']), /"serviceLevelGoal":95/);
  });

  it('gets there through lost answers, stale reads, limits, and a token that is revoked', async () => {
    const orgId = 'bolt';
    for (const fault of [
      { method: 'PUT', kind: 'skill', effect: { type: 'dropResponse', status: 504 } },
      { method: 'PUT', kind: 'hours_of_operation', effect: { type: 'dropResponse' } },
      { method: 'POST', kind: 'script', effect: { type: 'dropResponse' } },
      { method: 'GET', kind: 'skill', effect: { type: 'staleRead', seconds: 60 } },
      { method: 'GET', kind: 'point_of_contact', effect: { type: 'rateLimit' }, count: 2 },
      { method: 'GET', kind: 'hours_of_operation', nth: 2, effect: { type: 'revokeTokens' } },
      { kind: 'token', effect: { type: 'rateLimit' }, count: 2 },
      { method: 'GET', probability: 0.1, effect: { type: 'status', status: 503 } },
    ])
      await post(`${enterprise.url}/_sim/faults`, { orgId, ...fault });
    const rollout = await roll('v3.0.0');
    const end = await rollout.finish();
    await clearFaults(enterprise);
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    const bolt = JSON.stringify(await configurationOf(enterprise.url, orgId));
    assert.match(bolt, /"notes":"third"/);
    assert.match(bolt, /Good day, \{ANI\}/);
    // A conflict is left to the person, and the rest of that tenant is on the release.
    const acme = JSON.stringify(await configurationOf(enterprise.url, 'acme'));
    assert.match(acme, /"notes":"by Mo"/);
    assert.match(acme, /Good day, \{ANI\}/);
    const again = await (await roll('v3.0.0')).finish();
    assert.equal(again.kind === 'finished' && again.summary.writes, 0);
  });
});

/** What people and releases write; saves of scripts are new ones each time, and their times and members’ order differ. */
function textsOf(all: Record<string, Record<string, unknown>>): unknown {
  return Object.entries(all).map(([org, resources]) => [
    org,
    Object.entries(resources).map(([key, body]) => [key, currentOf(body)]),
  ]);
}

function currentOf(body: unknown): unknown {
  const {
    native,
    version: _version,
    publishedVersion: _published,
    ...rest
  } = body as {
    native?: { versions?: { content: string }[]; lastUpdateTime?: string; madeFrom?: string };
    version?: unknown;
    publishedVersion?: unknown;
  };
  const { versions = [], lastUpdateTime: _time, madeFrom: _made, ...own } = native ?? {};
  const [current] = versions.slice(-1).map(({ content }) => JSON.parse(content) as unknown);
  return { ...rest, native: own, current };
}
