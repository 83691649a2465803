import { createAuditLog, type AuditLog, type AuditLogOptions } from './audit-log.js';
import { createFileSink } from './file-sink.js';
import type { TraceOf } from './log-record.js';
import { createOtlpSink } from './otlp-sink.js';
import type { AuditSink } from './sink.js';
import { createStreamSink } from './stream-sink.js';
import { fileOfProcess, type AuditTarget } from './target.js';

export interface AuditOptions extends Omit<AuditLogOptions, 'sink'> {
  readonly target: AuditTarget;
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly traceOf: TraceOf;
}

/** The audit of this process; null where it is off. */
export function createAudit({
  target,
  maxBytes,
  maxFiles,
  traceOf,
  ...rest
}: AuditOptions): AuditLog | null {
  const sink = sinkOf(target, { maxBytes, maxFiles }, traceOf);
  return sink === null ? null : createAuditLog({ ...rest, sink });
}

function sinkOf(
  target: AuditTarget,
  sizes: Pick<AuditOptions, 'maxBytes' | 'maxFiles'>,
  traceOf: TraceOf,
): AuditSink | null {
  if (target.kind === 'off') return null;
  if (target.kind === 'stdout') return createStreamSink(process.stdout);
  if (target.kind === 'otlp') return createOtlpSink(target.url, traceOf);
  return createFileSink({ file: fileOfProcess(target.path), ...sizes });
}
