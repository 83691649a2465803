import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { logRecordOf, type TraceOf } from './log-record.js';
import type { AuditSink } from './sink.js';

/** Creates a sink on a collector of logs: OTLP over HTTP, posted to `url`, which is never shown whole. */
export function createOtlpSink(url: string, traceOf: TraceOf): AuditSink {
  const { origin } = new URL(url);
  const exporter = new OTLPLogExporter({ url });
  let batch: ReadableLogRecord[] = [];
  // Batches are the audit's own, so that it knows which events have not arrived and keeps those.
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'rollcall-worker' }),
    processors: [
      {
        onEmit: (record) => void batch.push(record),
        forceFlush: () => Promise.resolve(),
        shutdown: () => exporter.shutdown(),
      },
    ],
  });
  const logger = provider.getLogger('rollcall.audit');
  return {
    words: {
      failed: `sent to ${origin}`,
      again: `arrives at ${origin} again`,
      remedy:
        'see to the collector that OTEL_EXPORTER_OTLP_LOGS_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT names',
    },
    write(events) {
      for (const event of events) logger.emit(logRecordOf(event, traceOf));
      const records = batch;
      batch = [];
      return new Promise((resolve, reject) => {
        exporter.export(records, ({ error }) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
    },
    close: () => provider.shutdown(),
  };
}
