import type { AuditEvent } from '../../src/audit/event.js';

/** An event of the audit; what a test is about is given. */
export function sampleEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    audit: 1,
    time: '2026-03-02T09:00:00.000Z',
    rollout: '6f1d2c3b-0000-4000-8000-000000000001',
    workflow: 'org/guide/east',
    activity: 'deployLayer',
    attempt: 1,
    org: 'east',
    client: 'east-client',
    method: 'GET',
    route: '/api/v2/routing/queues/{id}',
    kind: 'queue',
    resource: 'queue-1',
    status: 200,
    failure: null,
    code: null,
    correlation: null,
    limit: { limit: 300, remaining: 299, reset: '2026-03-02T09:01:00.000Z' },
    durationMs: 12,
    bytesSent: 0,
    bytesReceived: 400,
    ...changes,
  };
}
