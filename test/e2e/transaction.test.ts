import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resourcesOf, type OrgTracking } from '../../src/client/index.js';
import { git } from '../../src/cli/demo/git.js';
import { demoFolder, releaseTag } from '../../src/cli/demo/options.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { journal, post } from './enterprise.js';
import { placeFault } from './faults.js';
import { mergeRelease } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const ONE = 'org_sub_002';
const TWO = 'org_sub_032';
const REPORT = 'regional_quality';

describe('the transaction of an org', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({
      subs: [ONE, TWO],
      policy: [
        { at: ['wave_percents'], value: [100] },
        { at: ['max_parallel_orgs'], value: 2 },
      ],
    });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** A release as an earlier one, with another policy. */
  async function commitPolicy(from: string, tag: string, policy: string): Promise<void> {
    const { repository } = stage.enterprise;
    await git(repository, 'checkout', '--quiet', '--detach', from);
    const file = path.join(repository, demoFolder, 'policy.yaml');
    const [name = ''] = policy.split(':');
    const lines = (await readFile(file, 'utf8')).split('\n');
    const others = lines.filter((line) => !line.startsWith(`${name}:`));
    await writeFile(file, [...others, policy, ''].join('\n'));
    await git(repository, 'add', '--all');
    await git(repository, 'commit', '--quiet', '--message', tag);
    await git(repository, 'tag', tag);
    await git(repository, 'checkout', '--quiet', 'main');
    await mergeRelease(stage.enterprise, tag);
  }

  async function trackedUntil(
    workflowId: string,
    wanted: (tracking: OrgTracking) => boolean,
  ): Promise<OrgTracking> {
    for (const until = Date.now() + 60_000; Date.now() < until;) {
      const tracking = await resourcesOf(stage.client, workflowId, TWO).catch(() => null);
      if (tracking !== null && wanted(tracking)) return tracking;
      await sleep(50);
    }
    return assert.fail('the tracker never said so');
  }

  const configurationOf = async (org: string): Promise<Record<string, unknown>> =>
    (await stage.configuration())[realOrg(org)] ?? {};

  it('takes an org back whose deadline passes, and says what took so long', async () => {
    await commitPolicy(releaseTag.good, 'v2.1.0-hasty', 'org_deadline_minutes: 0.2');
    const before = await configurationOf(TWO);
    await placeFault(stage.enterprise, {
      orgId: realOrg(TWO),
      kind: 'strategy',
      method: 'PATCH',
      count: 0,
      effect: { type: 'status', status: 503 },
    });
    const rollout = await stage.roll({ release: 'v2.1.0-hasty', only: [TWO] });
    const finished = rollout.finish();
    // In the middle of it the tracker says what is done, what is under way, and what the worker is at.
    const middle = await trackedUntil(
      rollout.workflowId,
      ({ now, resources }) =>
        now?.activity === 'deployLayer' &&
        JSON.stringify(now.said).includes('"resource":') &&
        resources.some(({ state }) => state === 'inProgress'),
    );
    assert.equal(middle.outcome.state, 'inProgress');
    const end = await finished;
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    const { outcomes } = await rollout.status();
    assert.equal(outcomes[0]?.state, 'failed');
    const after = await trackedUntil(rollout.workflowId, ({ now }) => now === null);
    assert.deepEqual(
      after.resources.filter(({ state }) => state === 'completed' || state === 'inProgress'),
      [],
      JSON.stringify(after),
    );
    assert.match(
      outcomes[0]?.reason ?? '',
      /its deployment deadline of 0\.2 min passed during layer \d of \d/,
    );
    assert.deepEqual(await configurationOf(TWO), before, 'wholly back');
  });

  it('goes on taking back whoever cancels or trips meanwhile', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0', only: [ONE, TWO] });
    await rollout.approveUntil(({ waves }) => waves[0]?.state === 'watching');
    assert.notDeepEqual(await stage.configuration(), before);
    const slow = { type: 'latency', ms: 1_500 } as const;
    for (const org of [ONE, TWO])
      await placeFault(stage.enterprise, {
        orgId: realOrg(org),
        method: 'PATCH',
        count: 0,
        effect: slow,
      });
    const handle = stage.client.workflow.getHandle(rollout.workflowId);
    await handle.signal('tripBreaker', { by: 'lee', reason: 'complaints' });
    await rollout.until('the rollback', ({ state }) => state === 'rollingBack');
    await handle.cancel();
    await handle.signal('tripBreaker', { by: 'kim', reason: 'more complaints' });
    for (const org of [ONE, TWO])
      await stage.client.workflow.getHandle(`org/guide/${realOrg(org)}`).cancel();
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.deepEqual(await stage.configuration(), before);
  });

  it('removes at close what the release no longer names, where policy prunes and nobody edited it', async () => {
    const added = await stage.roll({ release: 'v2.1.0', only: [ONE, TWO] });
    assert.equal(outcomeOf(await added.finish()), 'succeeded');
    const keyOf = (org: string): string =>
      Object.keys(reports[org] ?? {}).find((key) => key.startsWith('reporting/')) ?? '';
    const named = async (org: string): Promise<Record<string, unknown>> =>
      Object.fromEntries(
        Object.entries(await configurationOf(org)).filter(
          ([, body]) => (body as { name?: string }).name === 'Regional_Quality',
        ),
      );
    const reports: Record<string, Record<string, unknown>> = {
      [ONE]: await named(ONE),
      [TWO]: await named(TWO),
    };
    assert.match(keyOf(ONE), /^reporting\//);
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: realOrg(TWO),
      kind: 'reporting',
      resourceId: keyOf(TWO).split('/')[1],
      by: 'kim',
      patch: { interval: 'PT1M' },
    });
    await commitPolicy(releaseTag.adopted, 'v2.0.1', 'prune: true');
    const rollout = await stage.roll({ release: 'v2.0.1', only: [ONE, TWO] });
    const gate = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'plan');
    assert.match(
      gate.awaiting?.what ?? '',
      /removal at close: na_east\/reporting\/regional_quality in 1 org/,
    );
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));

    assert.deepEqual(await named(ONE), {});
    assert.equal(Object.keys(await named(TWO)).length, 1, "kim's stays");
    const writes = await journal(stage.enterprise.url);
    assert.equal(writes.at(-1)?.method, 'DELETE', 'it is the last act');
    const ledger = await openGitLedger({ repository: stage.enterprise.ledger });
    const { rolloutKey } = await rollout.status();
    const address = (org: string) => ({ environment: 'production', org });
    const keys = Object.keys(await ledger.readBases(address(ONE)));
    assert.deepEqual(
      keys.filter((key) => key.includes(REPORT)),
      [],
    );
    const { resources: kept } = await ledger.readSnapshot(address(ONE), rolloutKey);
    const snapshot = kept.find(({ name }) => name === 'Regional_Quality');
    assert.deepEqual({ ...snapshot?.body, id: snapshot?.id }, reports[ONE]?.[keyOf(ONE)]);
    const outcome = await ledger.readOutcome(address(TWO), rolloutKey);
    const left = outcome?.resources.find(({ key }) => key.includes(REPORT));
    assert.equal(left?.reason, 'stays: somebody edited it since');
    const report = (await ledger.readReport(rolloutKey))['report.md'] ?? '';
    assert.match(report, /regional_quality \| untouched .*stays: somebody edited it since/);
    assert.match(report, /regional_quality \| completed .*removed: no template declares it/);
  });
});
