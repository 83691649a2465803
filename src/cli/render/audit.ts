import type { AuditEvent } from '../../audit/event.js';
import type { Palette } from './palette.js';
import { table, type Cell } from './table.js';

const HEAD = ['time', 'org', 'call', 'status', 'attempt', 'left', 'ms', 'activity', 'correlation'];

/** Calls as a table for people, and how many were answered with what. */
export function renderAudit(events: readonly AuditEvent[], palette: Palette): string[] {
  if (events.length === 0) return ['No calls.'];
  const head = HEAD.map((text): Cell => ({ text, paint: palette.quiet }));
  return [...table([head, ...events.map((event) => row(event, palette))]), '', summary(events)];
}

function row(event: AuditEvent, palette: Palette): Cell[] {
  const { limit, status, failure, code } = event;
  const answer = [status ?? failure ?? '', code ?? ''].join(' ').trim();
  const good = status !== null && status < 400;
  return [
    { text: event.time },
    { text: event.org },
    { text: `${event.method} ${placeOf(event)}` },
    { text: answer, paint: good ? palette.good : palette.bad },
    { text: event.attempt === null ? '' : String(event.attempt), right: true },
    { text: limit === null ? '' : `${limit.remaining}/${limit.limit}`, right: true },
    { text: String(event.durationMs), right: true },
    { text: event.activity ?? '' },
    { text: event.correlation ?? '' },
  ];
}

/** The route with the id in its place. */
function placeOf({ route, resource }: AuditEvent): string {
  return resource === null ? route : route.replace('{id}', resource);
}

function summary(events: readonly AuditEvent[]): string {
  const counts = new Map<string, number>();
  for (const { status, failure } of events) {
    const answer = String(status ?? failure);
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  const parts = [...counts]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([answer, count]) => `${count} × ${answer}`);
  const orgs = new Set(events.map(({ org }) => org)).size;
  return `${events.length} call(s) to ${orgs} org(s): ${parts.join(', ')}`;
}
