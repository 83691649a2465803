import type { Context } from '@opentelemetry/api';
import { SeverityNumber, type LogRecord } from '@opentelemetry/api-logs';
import type { AuditEvent } from './event.js';

/** Of every record: tells the audit from other logs of a collector. */
export const EVENT_NAME = 'rollcall.call';

/** The trace that a rollout's spans are in, by its first run id. */
export type TraceOf = (rollout: string | null) => Context;

/**
 * An event as a log record of OpenTelemetry, in the trace of its rollout. The event's type is the redaction here, too:
 * nothing is added to what it holds.
 */
export function logRecordOf(event: AuditEvent, traceOf: TraceOf): LogRecord {
  const { status, failure, method, route } = event;
  const isGood = status !== null && status < 400;
  return {
    timestamp: Date.parse(event.time),
    eventName: EVENT_NAME,
    severityNumber: isGood ? SeverityNumber.INFO : SeverityNumber.WARN,
    severityText: isGood ? 'INFO' : 'WARN',
    body: `${method} ${route} ${status ?? failure ?? 'noAnswer'}`,
    attributes: attributesOf(event),
    context: traceOf(event.rollout),
  };
}

/** Names are OpenTelemetry's where it has some, and those of spans. What is null is left out. */
function attributesOf(event: AuditEvent): Record<string, string | number> {
  const { limit } = event;
  const all: Record<string, string | number | null> = {
    'rollcall.audit': event.audit,
    'rollcall.rollout': event.rollout,
    'rollcall.workflow': event.workflow,
    'rollcall.activity': event.activity,
    'rollcall.attempt': event.attempt,
    'rollcall.org': event.org,
    'rollcall.client': event.client,
    'http.request.method': event.method,
    'url.template': event.route,
    'rollcall.kind': event.kind,
    'rollcall.resource': event.resource,
    'http.response.status_code': event.status,
    'error.type': event.failure,
    'rollcall.code': event.code,
    'rollcall.correlation': event.correlation,
    'rollcall.limit.limit': limit?.limit ?? null,
    'rollcall.limit.remaining': limit?.remaining ?? null,
    'rollcall.limit.reset': limit?.reset ?? null,
    'rollcall.duration_ms': event.durationMs,
    'http.request.body.size': event.bytesSent,
    'http.response.body.size': event.bytesReceived,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | number] => entry[1] !== null),
  );
}
