import type { AuditEvent } from './event.js';

/** What to look for; a member that is left out says nothing. */
export interface AuditFilter {
  /** A rollout's first run id, its workflow id, or the id of any of its workflows. */
  readonly rollout?: string;
  readonly org?: string;
  readonly method?: string;
  /** `404`, a class such as `4xx`, or why there was no answer, such as `noAnswer`. */
  readonly status?: string;
  /** ISO 8601: at this time or later. */
  readonly from?: string;
  /** ISO 8601: before this time. */
  readonly to?: string;
}

/** The events that a filter is about, in their order. */
export function filterEvents(
  events: readonly AuditEvent[],
  filter: AuditFilter,
): readonly AuditEvent[] {
  const keys = keysOf(events, filter.rollout);
  return events.filter(
    (event) =>
      (keys === null || keys.has(event.rollout ?? '') || event.workflow === filter.rollout) &&
      matchesRest(event, filter),
  );
}

/**
 * A rollout's own workflow makes calls, too: they tell which key belongs to the id that people know. An org's workflow
 * id is the same in every rollout.
 */
function keysOf(events: readonly AuditEvent[], rollout: string | undefined): Set<string> | null {
  if (rollout === undefined) return null;
  const keys = new Set([rollout]);
  if (rollout.startsWith('org/')) return keys;
  for (const event of events)
    if (event.workflow === rollout && event.rollout !== null) keys.add(event.rollout);
  return keys;
}

function matchesRest(event: AuditEvent, { org, method, status, from, to }: AuditFilter): boolean {
  const atMs = Date.parse(event.time);
  return (
    (org === undefined || event.org === org) &&
    (method === undefined || event.method === method.toUpperCase()) &&
    (status === undefined || matchesStatus(event, status)) &&
    (from === undefined || atMs >= Date.parse(from)) &&
    (to === undefined || atMs < Date.parse(to))
  );
}

function matchesStatus({ status, failure }: AuditEvent, wanted: string): boolean {
  const digits = /^([1-5])xx$/i.exec(wanted)?.[1];
  if (digits !== undefined) return String(status ?? '').startsWith(digits);
  return String(status ?? failure) === wanted;
}
