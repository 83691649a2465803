import { setTimeout as sleep } from 'node:timers/promises';
import { SpanKind, SpanStatusCode, trace, type Context, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { WireObserver } from '../http/observer.js';
import { callContext, type CallContext } from './call-context.js';
import { attributesOfCall, attributesOfExchange } from './span-attributes.js';
import { reporting } from './span-exporter.js';
import { contextBelow, rootSpanOf, TraceIds } from './trace-ids.js';

export interface TracingOptions {
  /** Where spans are posted, as OTLP over HTTP. Never shown whole: it may hold a key. */
  readonly url: string;
  /** As traces name this process, for example `rollcall-worker`. */
  readonly service: string;
  /** Told once when spans cannot be sent, and once when they can again. */
  readonly say: (level: 'warn' | 'info', message: string) => void;
  readonly onFailure?: () => void;
}

/** An activity's span, while it runs. */
export interface ActivitySpan {
  /** Where the spans of its calls belong. */
  readonly context: Context;
  /** `failure`: the failure's type; null where it succeeded. */
  end(failure: string | null): void;
}

/** Traces from the start of a rollout to each request. */
export interface Tracing {
  beginActivity(about: CallContext): ActivitySpan;
  /** Makes a span of every exchange. */
  readonly wire: WireObserver;
  /** A span of the moment in which a rollout was started. */
  started(rolloutKey: string, workflowId: string, startedAtMs: number): void;
  /** Sends what is left. Never rejects. */
  shutdown(): Promise<void>;
}

const SHUTDOWN_MS = 3_000;

/** Creates them. Nothing global is touched, and workflows have no part in it. */
export function createTracing({ url, service, say, onFailure }: TracingOptions): Tracing {
  const ids = new TraceIds();
  const exporter = reporting(new OTLPTraceExporter({ url }), { url, say, onFailure });
  const provider = new NodeTracerProvider({
    idGenerator: ids,
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('rollcall');
  return {
    beginActivity(about) {
      if (about.activity === 'resolveRelease' && about.attempt === 1) markRoot(tracer, ids, about);
      return beginActivity(tracer, about);
    },
    wire: traceWire(tracer),
    started(rolloutKey, workflowId, startedAtMs) {
      const attributes = { 'rollcall.rollout': rolloutKey, 'rollcall.workflow': workflowId };
      const options = { startTime: startedAtMs, kind: SpanKind.CLIENT, attributes };
      tracer.startSpan('start rollout', options, contextBelow(rolloutKey)).end();
    },
    // What could not be sent was told by the exporter; nobody waits long for a collector that is gone.
    shutdown: async () => {
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, sleep(SHUTDOWN_MS, undefined, { ref: false })]);
    },
  };
}

/** The span that the others hang from. It marks the beginning only: a rollout may end weeks later, elsewhere. */
function markRoot(tracer: Tracer, ids: TraceIds, about: CallContext): void {
  const root = rootSpanOf(about.rolloutKey);
  if (root === null) return;
  const attributes = attributesOfCall(about);
  ids.with(root, () => tracer.startSpan('rollout', { root: true, attributes })).end();
}

function beginActivity(tracer: Tracer, about: CallContext): ActivitySpan {
  const parent = contextBelow(about.rolloutKey ?? about.runId);
  const attributes = attributesOfCall(about);
  const span = tracer.startSpan(about.activity, { attributes }, parent);
  return {
    context: trace.setSpan(parent, span),
    end(failure) {
      if (failure !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
      span.end();
    },
  };
}

function traceWire(tracer: Tracer): WireObserver {
  return {
    exchangeEnded(exchange) {
      const { method, route, startedAtMs, durationMs, status, failure } = exchange;
      const parent = callContext()?.trace;
      const options = {
        kind: SpanKind.CLIENT,
        startTime: startedAtMs,
        attributes: attributesOfExchange(exchange),
      };
      const span = tracer.startSpan(`${method} ${route.template}`, options, parent);
      const isError = status === null || status >= 400;
      if (isError)
        span.setStatus({ code: SpanStatusCode.ERROR, message: failure ?? String(status) });
      span.end(startedAtMs + durationMs);
    },
    waited({ waitedMs, limited }) {
      const active = callContext()?.trace;
      const span = active === undefined ? undefined : trace.getSpan(active);
      if (limited)
        span?.addEvent('waited for the request limit', { 'rollcall.waited_ms': waitedMs });
    },
  };
}
