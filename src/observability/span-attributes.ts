import type { Attributes } from '@opentelemetry/api';
import type { WireExchange } from '../http/observer.js';
import type { CallContext } from './call-context.js';

/** What a span says of an activity; names of OpenTelemetry's conventions where there are some. */
export function attributesOfCall(about: CallContext): Attributes {
  return present({
    'rollcall.rollout': about.rolloutKey,
    'rollcall.org': about.org,
    'rollcall.workflow': about.workflowId,
    'rollcall.attempt': about.attempt,
  });
}

/** What a span says of an exchange. Like the audit it has nothing that could hold a body, a header or a secret. */
export function attributesOfExchange(exchange: WireExchange): Attributes {
  const { route, rateLimits } = exchange;
  return present({
    'http.request.method': exchange.method,
    'http.response.status_code': exchange.status,
    'url.template': route.template,
    'error.type': exchange.failure,
    'rollcall.org': exchange.org,
    'rollcall.dialect': exchange.dialect,
    'rollcall.kind': route.kind,
    'rollcall.resource': route.id,
    'rollcall.correlation': exchange.correlationId,
    'rollcall.limit.remaining': rateLimits?.remaining ?? null,
  });
}

function present(attributes: Readonly<Record<string, string | number | null>>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
