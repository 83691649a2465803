import { createAuditLog, type AuditLog, type AuditLogOptions } from './audit-log.js';
import { createFileSink } from './file-sink.js';
import { createOtlpSink } from './otlp-sink.js';
import type { AuditSink } from './sink.js';
import { createStreamSink } from './stream-sink.js';
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
  const sink = sinkOf(target, { maxBytes, maxFiles });
  return sink === null ? null : createAuditLog({ ...rest, sink });
}

function sinkOf(
  target: AuditTarget,
  sizes: Pick<AuditOptions, 'maxBytes' | 'maxFiles'>,
): AuditSink | null {
  switch (target.kind) {
    case 'off':
      return null;
    case 'stdout':
      return createStreamSink(process.stdout);
    case 'otlp':
      return createOtlpSink(target.url);
    case 'file':
      return createFileSink({ file: fileOfProcess(target.path), ...sizes });
  }
}
