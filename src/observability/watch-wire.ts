import type { AuditLog } from '../audit/audit-log.js';
import { eventOf } from '../audit/event-of.js';
import type { WireObserver } from '../http/observer.js';
import { callContext } from './call-context.js';

/** Puts every exchange on record. */
export function auditWire(audit: AuditLog): WireObserver {
  return {
    exchangeEnded: (exchange) => audit.record(eventOf(exchange, callContext())),
    waited: () => undefined,
  };
}

/** One observer for several. */
export function together(observers: readonly WireObserver[]): WireObserver {
  return {
    exchangeEnded(exchange) {
      for (const observer of observers) observer.exchangeEnded(exchange);
    },
    waited(wait) {
      for (const observer of observers) observer.waited(wait);
    },
  };
}
