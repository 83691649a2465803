import type { SpanExporter } from '@opentelemetry/sdk-trace-node';

export interface ReportingOptions {
  readonly url: string;
  readonly say: (level: 'warn' | 'info', message: string) => void;
  readonly onFailure?: (() => void) | undefined;
}

/** The same exporter, but one that says when spans do not arrive: by itself it would not. */
export function reporting(
  exporter: SpanExporter,
  { url, say, onFailure = () => undefined }: ReportingOptions,
): SpanExporter {
  const { origin } = new URL(url);
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error === undefined) {
          if (failing) say('info', `traces arrive at ${origin} again`);
          failing = false;
        } else {
          onFailure();
          if (!failing) say('warn', `traces do not arrive at ${origin} (${codeOf(result.error)})`);
          failing = true;
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** A status or an error code; messages quote addresses and answers. */
function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' || typeof code === 'string' ? String(code) : 'no answer';
}
