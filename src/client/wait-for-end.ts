import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowFailedError,
  type Client,
} from '@temporalio/client';
import type { Finding } from '../domain/release-model.js';
import { RolloutFailure, type RolloutSummary } from '../domain/rollout-status.js';
import { translate } from './errors.js';

/** How a rollout ended. */
export type RolloutEnd =
  /** Succeeded, rolled back, rejected, incomplete: `summary.outcome` says which. */
  | { readonly kind: 'finished'; readonly summary: RolloutSummary }
  | { readonly kind: 'badInput'; readonly findings: readonly Finding[] }
  /** A preflight or a rule refused before any write. */
  | { readonly kind: 'refused'; readonly message: string; readonly missing: readonly string[] }
  /** Stopped from outside, without the rollout's own say. */
  | {
      readonly kind: 'stopped';
      readonly how: 'cancelled' | 'terminated' | 'timedOut';
      readonly message: string;
    }
  | { readonly kind: 'failed'; readonly type: string | null; readonly message: string };

/** Waits for a rollout's end. Never throws for how it ended. */
export async function waitForEnd(client: Client, workflowId: string): Promise<RolloutEnd> {
  try {
    const summary = await client.workflow.getHandle(workflowId).result();
    return { kind: 'finished', summary: summary as RolloutSummary };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return endOf(error);
    throw translate(error, workflowId);
  }
}

/** Why a rollout ended as it did, in a line; null where it succeeded. */
export function reasonOf(end: RolloutEnd): string | null {
  switch (end.kind) {
    case 'finished':
      return end.summary.outcome === 'succeeded' ? null : end.summary.reason;
    case 'badInput':
      return end.findings
        .map(({ file, path, message }) => `${file} ${path} ${message}`.replaceAll('  ', ' '))
        .join('; ');
    case 'refused':
      return [end.message, ...end.missing].join('; ');
    case 'stopped':
    case 'failed':
      return end.message;
    default:
      return end satisfies never;
  }
}

/** Maps a workflow's failure to how the rollout ended. */
export function endOf(error: WorkflowFailedError): RolloutEnd {
  const message = error.cause?.message || error.message;
  for (const cause of causesOf(error)) {
    if (cause instanceof ApplicationFailure) {
      const end = knownEnd(cause);
      if (end !== null) return end;
    }
  }
  if (error.cause instanceof CancelledFailure)
    return { kind: 'stopped', how: 'cancelled', message };
  if (error.cause instanceof TerminatedFailure)
    return { kind: 'stopped', how: 'terminated', message };
  if (error.cause instanceof TimeoutFailure) return { kind: 'stopped', how: 'timedOut', message };
  return { kind: 'failed', ...deepest(error) };
}

function knownEnd(failure: ApplicationFailure): RolloutEnd | null {
  const detail: unknown = failure.details?.[0];
  switch (failure.type) {
    case RolloutFailure.badInput:
      return { kind: 'badInput', findings: findingsOf(detail, failure.message) };
    case RolloutFailure.refused:
      return { kind: 'refused', message: failure.message, missing: textsOf(detail) };
    case RolloutFailure.rolledBack:
    case RolloutFailure.rejected:
    case RolloutFailure.superseded:
    case RolloutFailure.incomplete:
      return isSummary(detail) ? { kind: 'finished', summary: detail } : null;
    case null:
    case undefined:
    default:
      return null;
  }
}

// An activity's failure wraps the one that says what went wrong.
function* causesOf(error: Error): Generator<Error> {
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) yield cause;
}

function deepest(error: Error): { type: string | null; message: string } {
  let found: Error = error;
  for (const cause of causesOf(error)) found = cause;
  const type = found instanceof ApplicationFailure ? (found.type ?? null) : null;
  return { type, message: found.message };
}

// Bad input that came without its list still has to show one line.
function findingsOf(detail: unknown, message: string): readonly Finding[] {
  if (Array.isArray(detail) && detail.length > 0) return detail as Finding[];
  return [{ file: 'input', line: null, column: null, path: '', message }];
}

function textsOf(detail: unknown): readonly string[] {
  return Array.isArray(detail) ? detail.map(String) : [];
}

function isSummary(detail: unknown): detail is RolloutSummary {
  return typeof detail === 'object' && detail !== null && 'outcome' in detail && 'orgs' in detail;
}
