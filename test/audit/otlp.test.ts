import assert from 'node:assert/strict';
import { createAudit } from '../../src/audit/create-audit.js';
import type { AuditLog, AuditLogOptions } from '../../src/audit/audit-log.js';
import { withCallContext } from '../../src/observability/call-context.js';
import { contextBelow } from '../../src/observability/trace-ids.js';
import { auditWire } from '../../src/observability/watch-wire.js';
import {
  attributeOf,
  startOtlpReceiver,
  type OtlpReceiver,
} from '../observability/otlp-receiver.js';
import { found, simulate } from '../platforms/guide/simulated.js';
import { sampleEvent } from './sample-event.js';

const KEY = '6f1d2c3b-0000-4000-8000-000000000001';

describe('the audit by OTLP', () => {
  let receiver: OtlpReceiver;
  let said: string[];
  let lost: number;
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    said = [];
    lost = 0;
  });
  afterEach(() => receiver.close());
  const auditOf = (more: Partial<AuditLogOptions> = {}, url: string = receiver.logsUrl): AuditLog =>
    createAudit({
      target: { kind: 'otlp', url },
      maxBytes: 1,
      maxFiles: 1,
      traceOf: contextBelow,
      say: (level, message) => void said.push(`${level}: ${message}`),
      onLost: (events) => (lost += events),
      ...more,
    }) ?? assert.fail();
  const resources = (): unknown[] =>
    receiver.records().map((record) => attributeOf(record, 'rollcall.resource'));

  it('has a record for each call, in the trace of its rollout', async () => {
    const audit = auditOf();
    const platform = await simulate({ observer: auditWire(audit) });
    const about = { rolloutKey: KEY, org: 'east', workflowId: 'org/guide/east', runId: null };
    try {
      await withCallContext({ ...about, activity: 'deployLayer', attempt: 2 }, async () => {
        const queue = await found(platform.connect('east'), 'queue', 'Support');
        const stale = { ...queue, version: '"nobody-has-this"' };
        await assert.rejects(platform.connect('east').update(stale, { ...queue.body, name: 'X' }));
      });
    } finally {
      await platform.close();
    }
    await audit.close();
    const records = receiver.records();
    assert.deepEqual(
      records.map(({ body, severityText }) => `${severityText} ${body.stringValue}`).slice(0, 3),
      [
        'INFO POST /oauth/token 200',
        'INFO GET /api/v2/routing/queues 200',
        'INFO GET /api/v2/routing/queues/{id} 200',
      ],
    );
    const last = records.at(-1) ?? assert.fail();
    assert.equal(last.severityText, 'WARN');
    assert.equal(last.eventName, 'rollcall.call');
    assert.equal(last.traceId, KEY.replaceAll('-', ''));
    assert.ok(Number(BigInt(last.timeUnixNano) / 1_000_000n) > Date.now() - 60_000);
    const attributes = {
      'rollcall.rollout': KEY,
      'rollcall.workflow': 'org/guide/east',
      'rollcall.activity': 'deployLayer',
      'rollcall.attempt': 2,
      'rollcall.org': 'east',
      'rollcall.client': 'east-client',
      'http.request.method': 'PATCH',
      'url.template': '/api/v2/routing/queues/{id}',
      'rollcall.kind': 'queue',
      'http.response.status_code': 412,
    };
    for (const [name, value] of Object.entries(attributes))
      assert.equal(attributeOf(last, name), value, name);
    for (const name of ['code', 'correlation', 'resource', 'limit.remaining', 'limit.reset'])
      assert.notEqual(attributeOf(last, `rollcall.${name}`), undefined, name);
    assert.deepEqual([said, lost], [[], 0]);
  });

  it('sends by batches, and the last with the end of the worker', async () => {
    const audit = auditOf({ flushEveryMs: 1_000_000 });
    for (let call = 0; call < 2_500; call += 1)
      audit.record(sampleEvent({ resource: `queue-${call}` }));
    await audit.close();
    assert.equal(receiver.payloads.length, 2 * 3);
    assert.deepEqual(
      resources(),
      Array.from({ length: 2_500 }, (_, call) => `queue-${call}`),
    );
  });

  it('says once that a collector refuses, keeps the newest, and sends them when it takes them', async () => {
    const audit = auditOf({ maxWaiting: 5 });
    receiver.answer(400);
    for (let call = 0; call < 8; call += 1) {
      audit.record(sampleEvent({ resource: `queue-${call}` }));
      await audit.flush();
    }
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(
      said[0] ?? '',
      /^warn: the audit cannot be sent to http:\/\/127\.0\.0\.1:\d+ \(400\): .*OTEL_EXPORTER_OTLP_LOGS_ENDPOINT/,
    );
    assert.equal(lost, 3);
    receiver.answer(200);
    await audit.close();
    assert.match(said[1] ?? '', /^info: the audit arrives at .* again$/);
    assert.deepEqual(resources(), ['queue-3', 'queue-4', 'queue-5', 'queue-6', 'queue-7']);
    assert.equal(lost, 3);
  });

  for (const [name, break_] of [
    ['is not there', () => receiver.close()],
    ['never answers', () => receiver.answer(null)],
  ] as const)
    it(`ends in time, and counts what is lost, where the collector ${name}`, async () => {
      const secret = 'canary-collector-key';
      const audit = auditOf({ closeWithinMs: 100 }, `${receiver.logsUrl}?key=${secret}`);
      break_();
      for (let call = 0; call < 1_500; call += 1) audit.record(sampleEvent());
      await audit.close();
      assert.equal(lost, 1_500);
      assert.match(said.join('\n'), /warn: 1500 events of the audit are lost/);
      assert.ok(!said.join('\n').includes(secret));
    });
});
