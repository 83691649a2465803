import type { Metrics } from './metrics.js';

/** How an attempt of an activity ended. */
export interface ActivityEnd {
  readonly activity: string;
  readonly input: unknown;
  readonly result?: unknown;
  /** The failure's type; left out where it succeeded. */
  readonly failure?: string;
}

/** Counts what activities did, from what they were asked and what they answered. */
export function measureActivity(metrics: Metrics, end: ActivityEnd): void {
  const { activity, input, result, failure } = end;
  if (failure !== undefined) metrics.activityFailures.inc({ activity, type: failure });
  if (activity === 'notify') {
    const kind = textAt(input, 'notification', 'kind') ?? 'other';
    metrics.notifications.inc({ kind, outcome: failure === undefined ? 'sent' : 'failed' });
  }
  if (failure !== undefined) return;
  const kept = memberAt(result, 'kept');
  if (typeof kept === 'number' && kept > 0) metrics.keptPaths.inc({ activity }, kept);
  const label = activity === 'judgeEvidence' ? textAt(result, 'label') : null;
  if (label !== null) metrics.verdicts.inc({ label });
}

/** A member of a value that may have any shape. */
export function memberAt(value: unknown, ...names: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return null;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** A text at such a place; null for anything else. */
export function textAt(value: unknown, ...names: readonly string[]): string | null {
  const found = memberAt(value, ...names);
  return typeof found === 'string' ? found : null;
}
