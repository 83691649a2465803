import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { createTracing } from '../../src/observability/tracing.js';
import { workflowBundle } from '../e2e/temporal.js';
import { found, simulate, type Simulated } from '../platforms/guide/simulated.js';
import { attributeOf, startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.js';
import { asActivity, KEY, watcher } from './watched.js';

const TRACE = KEY.replaceAll('-', '');

describe('traces', () => {
  let receiver: OtlpReceiver;
  let watch: ReturnType<typeof watcher>;
  let platform: Simulated;
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    watch = watcher({ tracesUrl: receiver.url });
    platform = await simulate({ observer: watch.wire });
  });
  afterEach(async () => {
    await platform.close();
    await watch.shutdown();
    receiver.close();
  });

  it('lead from the start of a rollout to each request', async () => {
    const cli = createTracing({
      url: receiver.url,
      service: 'rollcall-cli',
      say: (_, message) => assert.fail(message),
    });
    cli.started(KEY, 'rollout/production/v2.1.0', Date.now());
    await cli.shutdown();
    await asActivity(watch, 'resolveRelease', async () => null);
    const client = platform.connect('east');
    await asActivity(watch, 'deployLayer', () => found(client, 'queue', 'Support'));
    await watch.shutdown();

    const spans = receiver.spans();
    const root = spans.find(({ name }) => name === 'rollout') ?? assert.fail('no root');
    assert.equal(root.parentSpanId, undefined);
    const start = spans.find(({ name }) => name === 'start rollout');
    const activity = spans.find(({ name }) => name === 'deployLayer') ?? assert.fail();
    const requests = spans.filter(({ parentSpanId }) => parentSpanId === activity.spanId);
    for (const { traceId } of spans) assert.equal(traceId, TRACE);
    for (const below of [start, activity]) assert.equal(below?.parentSpanId, root.spanId);
    assert.deepEqual(requests.map(({ name }) => name).toSorted(), [
      'GET /api/v2/routing/queues',
      'GET /api/v2/routing/queues/{id}',
      'POST /oauth/token',
    ]);
    assert.equal(spans.length, 7);
    assert.equal(attributeOf(activity, 'rollcall.org'), 'east');
    for (const request of requests)
      assert.equal(attributeOf(request, 'http.response.status_code'), 200);
  });

  it('keep apart what runs side by side', async () => {
    const client = platform.connect('east');
    await client.platformTime();
    await Promise.all(
      ['preflight', 'takeSnapshot', 'deployLayer'].map((activity) =>
        asActivity(watch, activity, () => client.findByName('queue', activity)),
      ),
    );
    await watch.shutdown();
    const spans = receiver.spans();
    for (const name of ['preflight', 'takeSnapshot', 'deployLayer']) {
      const activity = spans.find((span) => span.name === name);
      const below = spans.filter(({ parentSpanId }) => parentSpanId === activity?.spanId);
      assert.equal(below.length, 1, name);
    }
  });

  it('show failures by type, without their words', async () => {
    const work = asActivity(watch, 'deployLayer', async () => {
      throw ApplicationFailure.nonRetryable('quotes what others wrote', 'conflict');
    });
    await assert.rejects(work);
    await watch.shutdown();
    const [span] = receiver.spans();
    assert.equal(span?.status?.message, 'conflict');
    assert.ok(!receiver.payloads.some((payload) => payload.includes('quotes what')));
  });

  it('have no part in workflows, so no history can tell whether they are on', async () => {
    const { code } = await workflowBundle();
    assert.ok(code.includes('orgDeployment'));
    for (const foreign of [
      '@opentelemetry/',
      'interceptors-opentelemetry/lib',
      'src/observability/',
    ])
      assert.ok(!code.includes(foreign), foreign);
  });

  it('that do not arrive are told of, and cost the work nothing', async () => {
    receiver.answer(400);
    await asActivity(watch, 'deployLayer', async () => 'done');
    await watch.shutdown();
    assert.equal(watch.lines.length, 1);
    const { message, level } = JSON.parse(watch.lines[0] ?? '') as Record<string, string>;
    assert.equal(level, 'warn');
    assert.match(message ?? '', /^traces do not arrive at http:\/\/127\.0\.0\.1:\d+ \(400\)$/);
    const { values } = await watch.metrics.traceFailures.get();
    assert.deepEqual(
      values.map(({ value }) => value),
      [1],
    );
  });
});
