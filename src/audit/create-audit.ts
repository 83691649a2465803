import { createAuditLog, type AuditLog, type AuditLogOptions } from './audit-log.js';
import { createFileSink } from './file-sink.js';
import { createStreamSink } from './sink.js';
import { fileOfProcess, type AuditTarget } from './target.js';

export interface AuditOptions extends Omit<AuditLogOptions, 'sink'> {
  readonly target: AuditTarget;
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/** The audit of this process; null where it is off. */
export function createAudit({
  target,
  maxBytes,
  maxFiles,
  ...rest
}: AuditOptions): AuditLog | null {
  if (target.kind === 'off') return null;
  const sink =
    target.kind === 'stdout'
      ? createStreamSink(process.stdout)
      : createFileSink({ file: fileOfProcess(target.path), maxBytes, maxFiles });
  return createAuditLog({ ...rest, sink });
}
