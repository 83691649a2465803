import { ALERT_KINDS } from '../domain/alert-kinds.js';
import type { Notification } from './port.js';

const LONGEST_TEXT = 3_000;

/** A line: what happened, to what. */
export function headlineOf({ kind, release, environment, rolloutId }: Notification): string {
  const { headline } = ALERT_KINDS[kind];
  const what =
    kind === 'driftFound' || kind === 'test' ? environment : `${release} into ${environment}`;
  return `${headline}: ${what} (${rolloutId})`;
}

/** A text may hold an incident's whole history: no channel takes more than some thousand characters. */
export function clipped(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}
