import type { AgentGroupStaffing } from '../world-file.js';

const minuteMs = 60_000;
const dayMinutes = 1440;
const dayMs = dayMinutes * minuteMs;

/** An org's offset from UTC, such as `+01:00`, in ms. */
export function offsetMsOf(timeZone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(timeZone) ?? [];
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * minuteMs;
  return sign === '-' ? -offset : offset;
}

/** How many agents of a group the rota has on queue at an instant. */
export function agentsOnRota(
  { agents, shifts }: AgentGroupStaffing,
  atMs: number,
  offsetMs: number,
): number {
  if (shifts === undefined) return agents;
  const minute = Math.floor(inDay(atMs + offsetMs) / minuteMs);
  return shifts
    .filter(({ from, to }) =>
      from < to ? from <= minute && minute < to : from <= minute || minute < to,
    )
    .reduce((sum, shift) => sum + shift.agents, 0);
}

/** The instants of a UTC day, in ms after midnight, at which shifts of a group begin or end. */
export function shiftChanges({ shifts = [] }: AgentGroupStaffing, offsetMs: number): number[] {
  return shifts.flatMap(({ from, to }) => [from, to].map((at) => inDay(at * minuteMs - offsetMs)));
}

/** The first instant after `atMs` that falls on one of the instants of the day. */
export function nextDaily(instants: ReadonlySet<number>, atMs: number): number {
  let nextMs = Infinity;
  const midnightMs = atMs - inDay(atMs);
  for (const instant of instants) {
    const todayMs = midnightMs + instant;
    nextMs = Math.min(nextMs, todayMs > atMs ? todayMs : todayMs + dayMs);
  }
  return nextMs;
}

function inDay(ms: number): number {
  return ((ms % dayMs) + dayMs) % dayMs;
}
