import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { readAudit } from '../../src/audit/read.js';
import { freePort } from '../../src/cli/demo/ports.js';
import { ownCommand } from '../../src/cli/demo/processes.js';
import { makeEnterprise, type Enterprise } from '../e2e/enterprise.js';
import { play } from '../e2e/play.js';
import { FOUR_SUBS } from '../e2e/stage.js';
import { startDevServer } from '../e2e/temporal.js';
import { attributeOf, startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.js';

const QUEUE = 'watched';

describe('a worker of its own process', function () {
  this.timeout(120_000);
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise | undefined;
  let receiver: OtlpReceiver | undefined;
  let worker: ChildProcess | undefined;
  let url: string;
  let audit: string;
  let log = '';

  before(async () => {
    temporal = await startDevServer();
    enterprise = await makeEnterprise({ subs: FOUR_SUBS });
    receiver = await startOtlpReceiver();
    const port = await freePort(19_400);
    url = `http://127.0.0.1:${port}`;
    audit = path.join(enterprise.root, 'audit', 'audit.jsonl');
    const { command, args } = ownCommand('worker');
    worker = spawn(command, [...args], {
      env: {
        ...process.env,
        ...enterprise.variables,
        TEMPORAL_ADDRESS: temporal.address,
        ROLLCALL_TASK_QUEUE: QUEUE,
        ROLLCALL_HEALTH_PORT: String(port),
        ROLLCALL_AUDIT: `file:${audit}`,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url.replace('/v1/traces', ''),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    worker.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
    await until('the worker is ready', async () => (await statusOf('/readyz')) === 200);
  });
  after(async () => {
    if (worker?.exitCode === null) worker.kill('SIGKILL');
    receiver?.close();
    await enterprise?.stop();
    await temporal.teardown();
  });

  const statusOf = async (route: string): Promise<number> =>
    fetch(`${url}${route}`).then(
      (answer) => answer.status,
      () => 0,
    );
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 60_000;
    while (!(await isSo())) {
      assert.ok(Date.now() < deadline && worker?.exitCode === null, `${what}: never; ${log}`);
      await sleep(100);
    }
  };
  const samples = async (): Promise<readonly string[]> =>
    (await fetch(`${url}/metrics`).then((answer) => answer.text())).split('\n');

  it('is ready, alive, and serves its own metrics and the SDK’s on one page', async () => {
    assert.equal(await statusOf('/healthz'), 200);
    await until('the SDK has metrics', async () =>
      (await samples()).some((line) => line.startsWith('temporal_')),
    );
    const page = await samples();
    assert.ok(page.some((line) => line.startsWith('rollcall_audit_lost_total 0')));
    assert.ok(page.some((line) => line.startsWith('process_cpu_seconds_total ')));
    const names = page
      .filter((line) => line.startsWith('# TYPE'))
      .map((line) => line.split(' ')[2]);
    assert.equal(new Set(names).size, names.length, 'no metric comes twice');
    await until('rollouts are counted', async () =>
      (await samples()).includes('rollcall_rollouts{state="deploying"} 0'),
    );
  });

  it('puts a rollout’s calls on record, traces them as one trace, and says so in its log', async () => {
    const played = await play(temporal.client, QUEUE, {
      release: 'v2.0.0',
      adopt: true,
    });
    const { runId, workflowId } = played;
    const end = await played.finish();
    assert.equal(end.kind, 'finished');
    assert.ok(worker !== undefined && receiver !== undefined);
    worker.kill('SIGTERM');
    await once(worker, 'close');

    const { events, otherLines } = await readAudit(audit);
    assert.equal(otherLines, 0);
    assert.ok(events.length > 10, String(events.length));
    assert.deepEqual([...new Set(events.map(({ rollout }) => rollout))], [runId]);
    assert.ok(events.some(({ workflow }) => workflow === workflowId));
    assert.deepEqual([...new Set(events.map(({ org }) => org))].toSorted(), [
      'org_parent_001',
      ...FOUR_SUBS,
    ]);

    const spans = receiver.spans();
    assert.deepEqual(
      [...new Set(spans.map(({ traceId }) => traceId))],
      [runId.replaceAll('-', '')],
    );
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    assert.deepEqual(
      roots.map(({ name }) => name),
      ['rollout'],
    );
    const requests = spans.filter((span) => attributeOf(span, 'http.request.method') !== undefined);
    assert.equal(requests.length, events.length);
    for (const { parentSpanId } of spans)
      assert.ok(parentSpanId === undefined || byId.has(parentSpanId));

    const lines = log.trimEnd().split('\n');
    for (const line of lines) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      assert.ok('rollout' in entry && 'org' in entry && 'level' in entry, line);
    }
  });
});
