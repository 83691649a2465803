import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAudit } from '../../src/audit/create-audit.js';
import type { AuditLog } from '../../src/audit/audit-log.js';
import { AuditEvent } from '../../src/audit/event.js';
import { eventOf } from '../../src/audit/event-of.js';
import { readAudit } from '../../src/audit/read.js';
import type { WireExchange } from '../../src/http/observer.js';
import { withCallContext, type CallContext } from '../../src/observability/call-context.js';
import { contextBelow } from '../../src/observability/trace-ids.js';
import { auditWire } from '../../src/observability/watch-wire.js';
import { found, kindOf, simulate, type Simulated } from '../platforms/guide/simulated.js';

const CONTEXT: CallContext = {
  rolloutKey: '6f1d2c3b-0000-4000-8000-000000000001',
  org: 'east',
  workflowId: 'org/guide/east',
  runId: null,
  activity: 'deployLayer',
  attempt: 2,
};

describe('the audit of calls to a simulated platform', () => {
  let folder: string;
  let file: string;
  let audit: AuditLog;
  let platform: Simulated;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-audit-'));
    file = path.join(folder, 'audit.jsonl');
    const made = createAudit({
      target: { kind: 'file', path: file },
      maxBytes: 1_000_000,
      maxFiles: 3,
      traceOf: contextBelow,
      say: (_, message) => assert.fail(message),
    });
    assert.ok(made);
    audit = made;
    platform = await simulate({ observer: auditWire(audit) });
  });
  afterEach(async () => {
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });
  const events = async (): Promise<readonly AuditEvent[]> => {
    await audit.close();
    const read = await readAudit(file);
    assert.equal(read.otherLines, 0);
    return read.events;
  };

  it('says who called what, on whose behalf, and how it was answered', async () => {
    const client = platform.connect('east');
    const queue = await withCallContext(CONTEXT, () => found(client, 'queue', 'Support'));
    const [token, list, read, ...others] = await events();
    assert.deepEqual(others, []);
    assert.equal(token?.route, '/oauth/token');
    assert.equal(token.method, 'POST');
    assert.equal(token.client, 'east-client');
    assert.equal(list?.route, '/api/v2/routing/queues');
    assert.equal(list.resource, null);
    assert.ok(read);
    const { time, durationMs, bytesReceived, limit, ...rest } = read;
    assert.deepEqual(rest, {
      audit: 1,
      rollout: CONTEXT.rolloutKey,
      workflow: 'org/guide/east',
      activity: 'deployLayer',
      attempt: 2,
      org: 'east',
      client: 'east-client',
      method: 'GET',
      route: '/api/v2/routing/queues/{id}',
      kind: 'queue',
      resource: queue.id,
      status: 200,
      failure: null,
      code: null,
      correlation: null,
      bytesSent: 0,
    });
    assert.ok(Date.parse(time) > 0 && durationMs >= 0 && bytesReceived > 0);
    assert.ok(limit !== null && limit.remaining < limit.limit, JSON.stringify(limit));
  });

  it('tells attempts of activities that run side by side apart', async () => {
    const client = platform.connect('east');
    await Promise.all(
      [1, 2, 3].map((attempt) =>
        withCallContext({ ...CONTEXT, attempt }, () =>
          client.findByName('queue', `none-${attempt}`),
        ),
      ),
    );
    const lists = (await events()).filter(({ kind }) => kind === 'queue');
    assert.equal(lists.length, 3);
    assert.deepEqual(new Set(lists.map(({ attempt }) => attempt)), new Set([1, 2, 3]));
  });

  it('has the platform’s code and correlation id of a refusal', async () => {
    const client = platform.connect('east');
    const queue = await found(client, 'queue', 'Support');
    const stale = { ...queue, version: '"nobody-has-this"' };
    const write = client.update(stale, { ...queue.body, description: 'new' });
    assert.equal(await kindOf(write), 'preconditionFailed');
    const last = (await events()).at(-1);
    assert.equal(last?.status, 412);
    assert.equal(last.method, 'PATCH');
    assert.match(last.code ?? '', /^[\w.]+$/);
    assert.match(last.correlation ?? '', /^[\da-f-]{36}$/);
    assert.ok(last.bytesSent > 0);
  });

  it('has an event for a call without an answer', async () => {
    const client = platform.connect('east');
    await found(client, 'queue', 'Support');
    await platform.control('faults', { kind: 'flow', effect: { type: 'dropResponse' } });
    assert.equal(await kindOf(client.findByName('flow', 'any')), 'noAnswer');
    const last = (await events()).at(-1);
    assert.equal(last?.status, null);
    assert.equal(last.failure, 'noAnswer');
    assert.equal(last.limit, null);
  });
});

describe('an event of the audit', () => {
  const exchange: WireExchange = {
    org: 'east',
    clientId: 'east-client',
    dialect: 'guide',
    purpose: 'api',
    method: 'GET',
    route: { template: '/things/{id}', kind: null, id: '1' },
    status: 200,
    failure: null,
    code: null,
    correlationId: null,
    rateLimits: null,
    startedAtMs: 0,
    durationMs: 1,
    bytesSent: 0,
    bytesReceived: 0,
  };

  it('is one short line, whatever comes from outside', () => {
    const nasty = `a\nb\u0000c\u2028d\u202E${'x'.repeat(5_000)}?access_token=1`;
    const route = { template: nasty, kind: nasty, id: nasty };
    const event = eventOf({ ...exchange, route, code: nasty, correlationId: nasty }, null);
    const line = JSON.stringify(event);
    assert.ok(line.length < 2_000, String(line.length));
    assert.doesNotMatch(line, /\\n|\\u0000|\u2028|\u202E|access_token/);
  });

  it('survives a reset that is no date', () => {
    const rateLimits = { limit: 1, remaining: 1, resetAtMs: 9e17 };
    assert.equal(eventOf({ ...exchange, rateLimits }, null).limit, null);
  });

  it('is read again whatever reset a platform states: none hides its calls', () => {
    for (const resetAtMs of [0, 253_402_300_799_000, 253_402_300_800_000, 999_999_999_999_000]) {
      const event = eventOf(
        { ...exchange, rateLimits: { limit: 1, remaining: 0, resetAtMs } },
        null,
      );
      assert.ok(AuditEvent.safeParse(JSON.parse(JSON.stringify(event))).success, `${resetAtMs}`);
    }
  });
});
