import type { Logger } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { createAudit } from '../audit/create-audit.js';
import type { AuditTarget } from '../audit/target.js';
import type { WireObserver } from '../http/observer.js';
import { watchActivities } from './activity-interceptor.js';
import { measureWire } from './measure-wire.js';
import { createMetrics, type Metrics } from './metrics.js';
import { contextBelow } from './trace-ids.js';
import { createTracing } from './tracing.js';
import { auditWire, together } from './watch-wire.js';

export interface ObserveOptions {
  readonly audit: AuditTarget;
  /** A file of the audit that would grow past it is put aside. */
  readonly auditMaxBytes: number;
  readonly auditMaxFiles: number;
  /** Where spans are posted; null: nothing is traced. */
  readonly tracesUrl: string | null;
  /** Labels requests with their org. */
  readonly metricsByOrg: boolean;
  /** Adds metrics of the Node.js process. */
  readonly processMetrics?: boolean;
  readonly logger: Logger;
}

/** All that watches a worker. */
export interface Observability {
  readonly wire: WireObserver;
  readonly activities: ActivityInterceptorsFactory;
  readonly metrics: Metrics;
  /** For the ledger. */
  readonly onLedger: (outcome: 'commit' | 'conflict' | 'staleLock') => void;
  /** Writes and sends what is waiting, and stops. Never rejects. */
  shutdown(): Promise<void>;
}

/** Puts audit, metrics and traces together. */
export function observe(options: ObserveOptions): Observability {
  const { logger, tracesUrl } = options;
  const metrics = createMetrics({ process: options.processMetrics ?? false });
  const say = (level: 'warn' | 'info', message: string): void => {
    if (level === 'warn') logger.warn(message);
    else logger.info(message);
  };
  const audit = createAudit({
    target: options.audit,
    maxBytes: options.auditMaxBytes,
    maxFiles: options.auditMaxFiles,
    traceOf: contextBelow,
    say,
    onLost: (events) => metrics.auditLost.inc(events),
  });
  const onFailure = (): void => metrics.traceFailures.inc();
  const tracing =
    tracesUrl === null
      ? null
      : createTracing({ url: tracesUrl, service: 'rollcall-worker', say, onFailure });
  const wire = together([
    measureWire(metrics, { byOrg: options.metricsByOrg }),
    ...(audit === null ? [] : [auditWire(audit)]),
    ...(tracing === null ? [] : [tracing.wire]),
  ]);
  return {
    wire,
    metrics,
    activities: watchActivities({ metrics, tracing }),
    onLedger: (outcome) => {
      if (outcome === 'commit') metrics.ledgerCommits.inc();
      else if (outcome === 'conflict') metrics.ledgerConflicts.inc();
      else logger.warn('a lock that Git left in the ledger was in the way, and is removed');
    },
    shutdown: async () => {
      await Promise.all([audit?.close(), tracing?.shutdown()]);
    },
  };
}
