import type { WireExchange } from '../http/observer.js';
import type { CallContext } from '../observability/call-context.js';
import type { AuditEvent } from './event.js';

const MAX_CHARACTERS = 200;
/** Later years have a sign in ISO 8601, and readers of the audit would take the event for no event. */
const LAST_INSTANT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The record of an exchange, made in the middle of `context` (null: outside of any activity). */
export function eventOf(exchange: WireExchange, context: CallContext | null): AuditEvent {
  const { route, rateLimits } = exchange;
  return {
    audit: 1,
    time: new Date(exchange.startedAtMs).toISOString(),
    rollout: tidyOrNull(context?.rolloutKey),
    workflow: tidyOrNull(context?.workflowId),
    activity: tidyOrNull(context?.activity),
    attempt: context?.attempt ?? null,
    org: tidy(exchange.org),
    client: tidyOrNull(exchange.clientId),
    method: exchange.method,
    route: tidy(route.template),
    kind: tidyOrNull(route.kind),
    resource: tidyOrNull(route.id),
    status: exchange.status,
    failure: exchange.failure,
    code: tidyOrNull(exchange.code),
    correlation: tidyOrNull(exchange.correlationId),
    limit:
      rateLimits === null || rateLimits.resetAtMs > LAST_INSTANT_MS
        ? null
        : {
            limit: rateLimits.limit,
            remaining: rateLimits.remaining,
            reset: new Date(rateLimits.resetAtMs).toISOString(),
          },
    durationMs: exchange.durationMs,
    bytesSent: exchange.bytesSent,
    bytesReceived: exchange.bytesReceived,
  };
}

function tidyOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : tidy(text);
}

/** One line of limited length, without control characters and without what follows a question mark. */
function tidy(text: string): string {
  return (text.split('?', 1)[0] ?? '')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '�')
    .slice(0, MAX_CHARACTERS);
}
