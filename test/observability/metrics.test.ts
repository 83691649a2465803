import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { serveHealth } from '../../src/health.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import { found, kindOf, simulate, type Simulated } from '../platforms/guide/simulated.js';
import { asActivity, KEY, watcher } from './watched.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

describe('the metrics of a worker', () => {
  let watch: ReturnType<typeof watcher>;
  let platform: Simulated;
  let server: Server;
  const start = async (byOrg = false): Promise<void> => {
    watch = watcher({ metricsByOrg: byOrg });
    platform = await simulate({ observer: watch.wire });
    const made = await serveHealth(0, {
      state: () => 'RUNNING',
      metrics: () => watch.metrics.registry.metrics(),
    });
    assert.ok(made);
    server = made;
  };
  afterEach(async () => {
    server.close();
    await platform.close();
    await watch.shutdown();
  });
  /** A sample's value on the page, by its name and labels; null where the page has none. */
  const scrape = async (sample: string): Promise<number | null> => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${sample} `));
    return line === undefined ? null : Number(line.split(' ').at(-1));
  };

  it('count requests, tokens, writes and conflicts', async () => {
    await start();
    const client = platform.connect('east');
    const queue = await found(client, 'queue', 'Support');
    const written = await client.update(queue, { ...queue.body, description: 'new' });
    const late = client.update(queue, { ...written.body, description: 'newer' });
    assert.equal(await kindOf(late), 'preconditionFailed');
    const of = 'dialect="guide"';
    // One to read with, one to change queues with.
    assert.equal(await scrape(`rollcall_token_fetches_total{${of},status="200"}`), 2);
    assert.equal(
      await scrape(`rollcall_requests_total{${of},method="PATCH",status="412",org=""}`),
      1,
    );
    assert.equal(await scrape(`rollcall_writes_total{${of},kind="queue",status="200"}`), 1);
    assert.equal(await scrape(`rollcall_write_conflicts_total{${of},kind="queue"}`), 1);
    assert.equal(await scrape(`rollcall_request_duration_seconds_count{${of},method="PATCH"}`), 2);
  });

  it('tell orgs apart only where asked', async () => {
    await start(true);
    await found(platform.connect('east'), 'queue', 'Support');
    const sample = 'rollcall_requests_total{dialect="guide",method="GET",status="200",org="east"}';
    assert.equal(await scrape(sample), 2);
  });

  it('count what activities did, and how they failed', async () => {
    await start();
    await asActivity(watch, 'deployLayer', async () => ({ writes: 2, kept: 3 }));
    await asActivity(watch, 'judgeEvidence', async () => ({ label: 'external', metrics: [] }));
    const notification = { notification: { kind: 'gateWaits', runId: KEY } };
    await asActivity(watch, 'notify', async () => undefined, notification);
    const failed = asActivity(
      watch,
      'notify',
      async () => {
        throw ApplicationFailure.retryable('the webhook is gone', 'Unreachable');
      },
      notification,
    );
    await assert.rejects(failed);
    assert.equal(await scrape('rollcall_kept_paths_total{activity="deployLayer"}'), 3);
    assert.equal(await scrape('rollcall_verdicts_total{label="external"}'), 1);
    for (const outcome of ['sent', 'failed'])
      assert.equal(
        await scrape(`rollcall_notifications_total{kind="gateWaits",outcome="${outcome}"}`),
        1,
      );
    assert.equal(
      await scrape('rollcall_activity_failures_total{activity="notify",type="Unreachable"}'),
      1,
    );
  });

  it('count waits for an org’s request limit', async () => {
    await start();
    const client = platform.connect('east');
    await found(client, 'queue', 'Support');
    await platform.control('faults', {
      kind: 'flow',
      effect: { type: 'rateLimit', retryAfterSeconds: 1 },
    });
    assert.equal(await kindOf(client.findByName('flow', 'any')), 'rateLimited');
    assert.equal(await scrape('rollcall_rate_limit_waits_total'), 0);
    await client.findByName('queue', 'Support');
    assert.ok(((await scrape('rollcall_rate_limit_waits_total')) ?? 0) >= 1);
    assert.ok(((await scrape('rollcall_rate_limit_wait_seconds_total')) ?? 0) > 0);
  });

  it('count commits to the ledger, and those that another writer came before', async () => {
    await start();
    const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-ledger-'));
    try {
      const repository = path.join(folder, 'ledger.git');
      await createGitLedger(repository);
      const open = { repository, onOutcome: watch.onLedger };
      const writers = await Promise.all([openGitLedger(open), openGitLedger(open)]);
      const conflicts = async (): Promise<number> =>
        (await scrape('rollcall_ledger_conflicts_total')) ?? 0;
      // Two instances are as two workers: sooner or later one comes first.
      for (let round = 0; round < 50 && (await conflicts()) === 0; round += 1)
        await Promise.all(
          writers.map((ledger, at) => ledger.writeReport(KEY, { [`${at}.md`]: `${round}` })),
        );
      assert.ok((await conflicts()) > 0);
      assert.ok(((await scrape('rollcall_ledger_commits_total')) ?? 0) > 1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
