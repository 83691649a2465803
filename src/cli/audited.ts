import { createAuditLog, type AuditLog } from '../audit/audit-log.js';
import { createAudit } from '../audit/create-audit.js';
import { createStreamSink } from '../audit/stream-sink.js';
import { parseAuditTarget } from '../audit/target.js';
import type { WireObserver } from '../compose.js';
import { contextBelow } from '../observability/trace-ids.js';
import { auditWire } from '../observability/watch-wire.js';
import type { Settings } from '../settings.js';
import type { Terminal } from './terminal.js';

/** The record of what a command asks of platforms by itself, as a worker keeps its own. */
export interface CommandAudit {
  readonly wire: WireObserver;
  /** Writes what is waiting. Never rejects. */
  close(): Promise<void>;
}

/** Nothing is opened before the first call: most commands make none, and a worker has an audit of its own. */
export function auditOfCommand(settings: Settings, terminal: Terminal): CommandAudit {
  let audit: AuditLog | null | undefined;
  return {
    wire: {
      exchangeEnded(exchange) {
        audit ??= open(settings, terminal);
        if (audit !== null) auditWire(audit).exchangeEnded(exchange);
      },
      waited: () => undefined,
    },
    close: async () => audit?.close(),
  };
}

function open(settings: Settings, terminal: Terminal): AuditLog | null {
  const { audit, logsUrl, auditMaxBytes: maxBytes, auditMaxFiles: maxFiles } = settings;
  const target = parseAuditTarget(audit, logsUrl) ?? { kind: 'off' };
  const say = (_level: string, message: string): void => terminal.err(message);
  // Standard output is the command's own.
  if (target.kind === 'stdout')
    return createAuditLog({ sink: createStreamSink(process.stderr), say });
  return createAudit({ target, maxBytes, maxFiles, traceOf: contextBelow, say });
}
