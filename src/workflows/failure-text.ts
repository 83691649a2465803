import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { LayerProgress } from '../activities/types.js';

/** The innermost message of a failure, for people; never a stack. */
export function failureText(error: unknown): string {
  if (isCancellation(error)) return 'cancelled';
  let current: unknown = error;
  while (current instanceof ActivityFailure && current.cause !== undefined) current = current.cause;
  if (current instanceof ApplicationFailure)
    return `${current.type ?? 'error'}: ${current.message}`;
  return current instanceof Error ? current.message : String(current);
}

/** The `type` of the ApplicationFailure inside, or null. */
export function failureType(error: unknown): string | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.type ?? null) : null;
}

/** What the layer had done when its activity failed; null where nothing is known of it. */
export function layerProgress(error: unknown): LayerProgress | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return null;
  return (cause.details?.[1] as LayerProgress | undefined) ?? null;
}

/** The first detail of the ApplicationFailure inside, or null. */
export function failureDetail(error: unknown): unknown {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.details?.[0] ?? null) : null;
}
