import { DAY_MS, firstInstantOf, lastInstantOf, parseLocalTime, wallOf } from './local-time.js';
import { covers, Weekday } from './operations.js';
import type { BusinessHours, Freeze, HeldBackOrg, Operations, OrgPlace } from './operations.js';

/** Hours come again every week: what does not end within two never does. */
const SEARCH_DAYS = 15;
const MINUTE_MS = 60_000;

/** Why an org may not be deployed to now. */
export interface Frozen {
  readonly name: string;
  readonly reason: string;
  /** The first instant at which nothing forbids it any more; null where no such instant was found. */
  readonly untilMs: number | null;
}

interface Block {
  readonly name: string;
  readonly reason: string;
  /** Null: no end is in sight. */
  readonly endMs: number | null;
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

interface Calendar {
  readonly timeZone: string;
  readonly freezes: readonly (Block & Span)[];
  readonly outside: readonly BusinessHours[];
  readonly inside: readonly BusinessHours[];
}

/**
 * The freeze, or the business hours, by which an org may not be deployed to at an instant; null where it may.
 * All times are the org's local ones. Where clocks go back, a freeze lasts through the second reading of its end.
 */
export function freezeOf(
  request: OrgPlace & { readonly operations: Operations; readonly nowMs: number },
): Frozen | null {
  const { nowMs } = request;
  const calendar = calendarOf(request);
  const block = blockAt(calendar, nowMs);
  if (block === null) return null;
  return { name: block.name, reason: block.reason, untilMs: firstFreeInstant(calendar, nowMs) };
}

/** The entry that holds an org back at an instant, and until when (null: until the entry is taken out). */
export function heldBack(
  request: Omit<OrgPlace, 'group'> & { readonly operations: Operations; readonly nowMs: number },
): { readonly reason: string; readonly untilMs: number | null } | null {
  const { operations, environment, org, nowMs } = request;
  const endOf = ({ until }: HeldBackOrg): number | null =>
    until === null ? null : lastInstantOf(parseLocalTime(until) ?? 0, org.timeZone);
  const entry = operations.heldBack.find((entry) => {
    if (entry.org !== org.org) return false;
    if (entry.environments !== null && !entry.environments.includes(environment)) return false;
    return nowMs < (endOf(entry) ?? Infinity);
  });
  return entry === undefined ? null : { reason: entry.reason, untilMs: endOf(entry) };
}

function calendarOf(request: OrgPlace & { readonly operations: Operations }): Calendar {
  const { operations, org } = request;
  const hours = operations.businessHours.filter((entry) => covers(entry, request));
  return {
    timeZone: org.timeZone,
    freezes: operations.freezes
      .filter((freeze) => covers(freeze, request))
      .map((freeze) => blockOfFreeze(freeze, org.timeZone)),
    outside: hours.filter(({ deploy }) => deploy === 'outside'),
    inside: hours.filter(({ deploy }) => deploy === 'inside'),
  };
}

function blockOfFreeze({ name, from, to, reason }: Freeze, timeZone: string): Block & Span {
  return {
    name,
    reason: reason ?? `no deployments from ${from} to ${to} (${timeZone})`,
    startMs: firstInstantOf(parseLocalTime(from) ?? 0, timeZone),
    endMs: lastInstantOf(parseLocalTime(to) ?? 0, timeZone),
  };
}

function firstFreeInstant(calendar: Calendar, nowMs: number): number | null {
  const searchFromMs = Math.max(nowMs, ...calendar.freezes.map(({ endMs }) => endMs));
  const horizonMs = searchFromMs + SEARCH_DAYS * DAY_MS;
  for (let atMs = nowMs; atMs <= horizonMs;) {
    const block = blockAt(calendar, atMs);
    if (block === null) return atMs;
    if (block.endMs === null) return null;
    atMs = block.endMs;
  }
  return null;
}

function blockAt(calendar: Calendar, atMs: number): Block | null {
  return (
    calendar.freezes.find((freeze) => contains(freeze, atMs)) ??
    blockOfOutside(calendar, atMs) ??
    blockOfInside(calendar, atMs)
  );
}

function blockOfOutside({ outside, timeZone }: Calendar, atMs: number): Block | null {
  for (const hours of outside) {
    const span = spansAround(hours, atMs, timeZone).find((candidate) => contains(candidate, atMs));
    if (span === undefined) continue;
    const reason = `deployments are made outside of ${hoursText(hours)} (${timeZone})`;
    return { name: hours.name, reason, endMs: span.endMs };
  }
  return null;
}

/** Several hours to deploy inside of are alternatives: any of them will do. */
function blockOfInside({ inside, timeZone }: Calendar, atMs: number): Block | null {
  const [first] = inside;
  if (first === undefined) return null;
  const spans = inside.flatMap((hours) => spansAround(hours, atMs, timeZone));
  if (spans.some((span) => contains(span, atMs))) return null;
  const starts = spans.map(({ startMs }) => startMs).filter((startMs) => startMs > atMs);
  return {
    name: inside.map(({ name }) => name).join(', '),
    reason: `deployments are made inside of ${inside.map(hoursText).join(' or ')} (${timeZone})`,
    endMs: starts.length > 0 ? Math.min(...starts) : null,
  };
}

/** The hours of yesterday, which may reach into today, up to those of the same day next week. */
function spansAround(hours: BusinessHours, atMs: number, timeZone: string): Span[] {
  const today = Math.floor(wallOf(atMs, timeZone) / DAY_MS) * DAY_MS;
  const length = hours.toMinute - hours.fromMinute + (hours.toMinute > hours.fromMinute ? 0 : 1440);
  return Array.from({ length: 10 }, (_, index) => today + (index - 1) * DAY_MS)
    .filter((day) => hours.days.includes(Weekday[new Date(day).getUTCDay()] ?? 'sun'))
    .map((day) => ({
      startMs: firstInstantOf(day + hours.fromMinute * MINUTE_MS, timeZone),
      endMs: lastInstantOf(day + (hours.fromMinute + length) * MINUTE_MS, timeZone),
    }))
    .filter(({ startMs, endMs }) => startMs < endMs);
}

function contains({ startMs, endMs }: Span, atMs: number): boolean {
  return startMs <= atMs && atMs < endMs;
}

function hoursText({ days, fromMinute, toMinute }: BusinessHours): string {
  return `${days.join(', ')} ${clockText(fromMinute)} to ${clockText(toMinute)}`;
}

function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
