import type { WireExchange, WireObserver } from '../http/observer.js';
import type { Metrics } from './metrics.js';

/** Counts what goes over the wire. `byOrg` labels requests with their org. */
export function measureWire(metrics: Metrics, { byOrg = false } = {}): WireObserver {
  return {
    exchangeEnded(exchange) {
      const { dialect, method, org, durationMs } = exchange;
      const status = String(exchange.status ?? exchange.failure ?? 'noAnswer');
      metrics.requests.inc({ dialect, method, status, org: byOrg ? org : '' });
      metrics.requestSeconds.observe({ dialect, method }, durationMs / 1000);
      if (exchange.purpose === 'token') metrics.tokenFetches.inc({ dialect, status });
      else if (isWrite(exchange)) countWrite(metrics, exchange, status);
    },
    waited({ waitedMs, limited }) {
      if (!limited) return;
      metrics.rateLimitWaits.inc();
      metrics.rateLimitWaitSeconds.inc(waitedMs / 1000);
    },
  };
}

/** A POST to what is no resource is a question too long for a URL. */
function isWrite({ method, route }: WireExchange): boolean {
  return method !== 'GET' && (method !== 'POST' || route.kind !== null);
}

function countWrite(metrics: Metrics, { dialect, route }: WireExchange, status: string): void {
  const kind = route.kind ?? 'other';
  metrics.writes.inc({ dialect, kind, status });
  if (status === '412') metrics.writeConflicts.inc({ dialect, kind });
}
