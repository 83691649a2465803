import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { git } from '../../src/cli/demo/git.js';
import { demoFolder, releaseTag } from '../../src/cli/demo/options.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import type { Ledger } from '../../src/ledger/port.js';
import type { RolloutRequest } from '../../src/workflows/messages.js';
import { makeEnterprise, post, type Enterprise } from './enterprise.js';
import { play, type Played } from './play.js';
import { commitOperations, mergeRelease } from './releases.js';
import { FOUR_SUBS, outcomeOf, realOrg, setStage, type Stage } from './stage.js';
import { startDevServer, startWorker, type TestWorker } from './temporal.js';

const QUEUE = 'staging-gate';

/** A platform that runs thirty times faster than the rollout thinks: seconds are enough for its calls. */
const SCALE = 30;
const GATE = {
  required_in: ['staging'],
  volume_scale: 1,
  window_minutes: 0.1,
  longest_wait_seconds: 12,
};

describe('the staging gate', () => {
  let temporal: Awaited<ReturnType<typeof startDevServer>>;
  let enterprise: Enterprise;
  let worker: TestWorker;
  let ledger: Ledger;

  before(async () => {
    temporal = await startDevServer();
    enterprise = await makeEnterprise({ scale: SCALE, subs: FOUR_SUBS, testCalls: true });
    await makeGated(path.join(enterprise.repository, demoFolder));
    await commitOperations(enterprise, {
      accepts: { staging: 'protected_branch', production: 'tag' },
    });
    await release('v2.0.1', 'A first one');
    await release('v2.0.2', 'And another');
    worker = await startWorker(temporal, enterprise, QUEUE);
    ledger = await openGitLedger({ repository: enterprise.ledger });
  });
  after(async () => {
    await worker?.stop();
    await enterprise?.stop();
    await temporal?.teardown();
  });

  /** v2.0.0, which is what the orgs have, with the gate and a policy of its own. */
  async function release(tag: string, note: string): Promise<void> {
    const { repository } = enterprise;
    await git(repository, 'checkout', '--quiet', '--detach', releaseTag.adopted);
    const folder = path.join(repository, demoFolder);
    await makeGated(folder);
    const policy = path.join(folder, 'policy.yaml');
    await writeFile(policy, `# ${note}\n${await readFile(policy, 'utf8')}`);
    await git(repository, 'commit', '--quiet', '--all', '--message', tag);
    await git(repository, 'tag', tag);
    await git(repository, 'checkout', '--quiet', 'main');
    await mergeRelease(enterprise, tag);
  }

  let started = 0;
  function roll(
    tag: string,
    environment: string,
    more: Partial<RolloutRequest> = {},
  ): Promise<Played> {
    started += 1;
    const request = { release: tag, environment, timeScale: 1, ...more };
    return play(temporal.client, QUEUE, request, `rollout/${started}`);
  }

  const REFUSED = /production takes only releases that staging has passed/;

  it('has staging called before its pass, once, though the worker goes away in the middle', async () => {
    const rollout = await roll('v2.0.1', 'staging');
    const testing = await rollout.approveUntil(({ stagingGate: gate }) => (gate?.calls ?? 0) > 0);
    assert.equal(testing.state, 'loadTesting');
    assert.match(testing.awaiting?.what ?? '', /test calls at 5 org\(s\)/);
    await worker.stop();
    worker = await startWorker(temporal, enterprise, QUEUE);
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    const { stagingGate } = await rollout.status();
    assert.equal(stagingGate?.state, 'passed', JSON.stringify(stagingGate));
    const record = await ledger.readLoad(rollout.runId);
    assert.equal(record?.verdict?.label, 'passed');
    const placed = record.plan.orders.reduce((sum, { count }) => sum + count, 0);
    assert.equal(await testCallsAt(enterprise.url), placed);
    const [pass] = await ledger.readPromotions('staging');
    assert.match(pass?.loadPlace ?? '', /load\/staging-gate\.json$/);
    assert.deepEqual(await ledger.verify(), []);
  });

  it('passes nothing that sends callers elsewhere; production then refuses it', async () => {
    const org = realOrg('org_sub_022');
    const weights = await setWeights(enterprise.url, org, [0, 100]);
    const rollout = await roll('v2.0.2', 'staging');
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rejected');
    const { stagingGate, outcomes } = await rollout.status();
    assert.equal(stagingGate?.state, 'failed');
    assert.match(
      stagingGate.findings.join(),
      /org_sub_022, eu_central\/strategy\/regional_routing: \d+ of \d+ calls went to queues of a later priority/,
    );
    assert.ok(
      outcomes.every(({ state }) => state === 'completed'),
      'it stays to be looked at',
    );
    const report = await ledger.readReport(rollout.runId);
    assert.match(report['report.md'] ?? '', /## Staging gate\n\n\*\*Staging gate NOT PASSED\*\*/);
    assert.equal((await ledger.readPromotions('staging')).length, 1);
    assert.match(JSON.stringify(await (await roll('v2.0.2', 'production')).finish()), REFUSED);

    await setWeights(enterprise.url, org, weights);
    // Until those are served who came to the wrong queue.
    await post(`${enterprise.url}/_sim/clock`, { advanceMs: 20 * 60_000 });
    const again = await roll('v2.0.2', 'staging');
    const ended = outcomeOf(await again.finish());
    assert.equal(ended, 'succeeded', JSON.stringify((await again.status()).stagingGate));
    assert.equal(outcomeOf(await (await roll('v2.0.2', 'production')).finish()), 'succeeded');
  });

  it('is not held where there would be no pass anyway', async () => {
    const rollout = await roll('v2.0.2', 'staging', { only: ['na_east'] });
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    const { stagingGate } = await rollout.status();
    assert.deepEqual([stagingGate?.state, stagingGate?.reason], ['skipped', 'it leaves orgs out']);
    assert.equal(await ledger.readLoad(rollout.runId), null);
  });
});

describe('the staging gate with on_failure: roll_back', () => {
  let stage: Stage;
  before(async () => {
    const gate = {
      ...GATE,
      required_in: ['production'],
      window_minutes: 5,
      weight_error_points: 50,
      callers: [{ groups: ['na_east'], language: 'klingon' }],
      on_failure: 'roll_back',
    };
    stage = await setStage({
      onRecord: false,
      testCalls: true,
      policy: [{ at: ['staging_gate'], value: gate }],
    });
  });
  after(() => stage?.stop());

  it('takes a release back that asks for a language which nobody speaks', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    const { stagingGate, writes } = await rollout.status();
    assert.match(
      stagingGate?.findings.join() ?? '',
      /na_east\/queue\/regional_main: none of \d+ calls for english, klingon was answered/,
    );
    assert.ok(writes > 0);
    assert.deepEqual(await stage.configuration(), before);
  });
});

/** A person sets the weights of an org's strategy; those that it had. */
async function setWeights(
  url: string,
  orgId: string,
  weights: readonly number[],
): Promise<number[]> {
  const answer = await fetch(`${url}/_sim/orgs/${orgId}`);
  const { resources } = (await answer.json()) as {
    resources: { strategy: { id: string; body: { targets: { weight: number }[] } }[] };
  };
  const [strategy] = resources.strategy;
  const before = strategy?.body.targets ?? [];
  const targets = before.map((target, at) => ({ ...target, weight: weights[at] }));
  const about = { orgId, kind: 'strategy', resourceId: strategy?.id, by: 'vera' };
  await post(`${url}/_sim/edits`, { ...about, patch: { targets } });
  return before.map(({ weight }) => weight);
}

async function testCallsAt(url: string): Promise<number> {
  const answer = await fetch(`${url}/_sim/truth?testCalls=only`);
  const { orgs } = (await answer.json()) as { orgs: { offered: number }[] };
  return orgs.reduce((sum, { offered }) => sum + offered, 0);
}

/** Staging and production over the same orgs, neither of them simulated, and the gate between them. */
async function makeGated(folder: string): Promise<void> {
  const environments = path.join(folder, 'environments');
  const production = path.join(environments, 'production.yaml');
  await change(production, (document) => {
    document.setIn(['simulated'], false);
    document.setIn(['promotes_from'], 'staging');
  });
  const staging = parseDocument(await readFile(production, 'utf8'));
  staging.deleteIn(['promotes_from']);
  await writeFile(path.join(environments, 'staging.yaml'), staging.toString({ lineWidth: 0 }));
  await change(path.join(folder, 'policy.yaml'), (document) =>
    document.setIn(['staging_gate'], GATE),
  );
}

async function change(
  file: string,
  edit: (document: ReturnType<typeof parseDocument>) => void,
): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  edit(document);
  await writeFile(file, document.toString({ lineWidth: 0 }));
}
