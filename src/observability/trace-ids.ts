import { randomBytes } from 'node:crypto';
import {
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace-node';

/**
 * The span that all of a rollout's spans hang from. Its ids follow from the rollout's first run id, so that whoever
 * works for the rollout knows them: nothing has to travel through workflows, and a rollout started by hand in the Web
 * UI is one trace as well. The trace id is the run id without its dashes. Null for what is no run id.
 */
export function rootSpanOf(rolloutKey: string | null): SpanContext | null {
  const digits = rolloutKey?.replaceAll('-', '').toLowerCase() ?? '';
  if (!/^[0-9a-f]{32}$/.test(digits)) return null;
  const root = { traceId: digits, spanId: digits.slice(16), traceFlags: TraceFlags.SAMPLED };
  return isSpanContextValid(root) ? root : null;
}

/** The context below a rollout's root; the empty one where there is no rollout. */
export function contextBelow(rolloutKey: string | null): Context {
  const root = rootSpanOf(rolloutKey);
  return root === null
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, { ...root, isRemote: true });
}

/** Random ids, but for the next span, whose ids may be given. */
export class TraceIds implements IdGenerator {
  #next: SpanContext | null = null;

  /** Runs `start`, which starts one root span: it gets these ids. */
  with<Result>(ids: SpanContext, start: () => Result): Result {
    this.#next = ids;
    try {
      return start();
    } finally {
      this.#next = null;
    }
  }

  generateTraceId = (): string => this.#next?.traceId ?? randomBytes(16).toString('hex');
  generateSpanId = (): string => this.#next?.spanId ?? randomBytes(8).toString('hex');
}
