/**
 * A reading of a clock on the wall, without a zone: the milliseconds since 1970 at which UTC reads the same.
 */
export type WallMs = number;

export const DAY_MS = 24 * 60 * 60_000;

/** More than any clock was ever moved at once: a day, where an island changed sides of the date line. */
const LONGEST_SHIFT_MS = 2 * DAY_MS;

const localTime = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/;

/** `2026-11-27T08:30`, or `2026-11-27` for its midnight, as a reading; null where the text is no such time. */
export function parseLocalTime(text: string): WallMs | null {
  const parts = localTime.exec(text)?.slice(1).map(Number);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour, minute] = parts.map((part) =>
    Number.isNaN(part) ? 0 : part,
  );
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  // Whatever overflows (a 31st of June, an hour 24) does not read the same again.
  return new Date(wall).toISOString().startsWith(text) ? wall : null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall reads in an IANA time zone at an instant. */
export function wallOf(instantMs: number, timeZone: string): WallMs {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const digits = {
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    } as const;
    format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      second: 'numeric',
      ...digits,
    });
    formats.set(timeZone, format);
  }
  const read: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instantMs)) read[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
  const belowSecond = ((instantMs % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) + belowSecond;
}

/**
 * The first instant at which a clock in the zone reads this time. A time that is skipped when clocks go forward
 * is the instant of that change.
 */
export function firstInstantOf(wall: WallMs, timeZone: string): number {
  return instantOf(wall, timeZone, Math.min);
}

/** As `firstInstantOf`, but the last instant where clocks go back and read this time twice. */
export function lastInstantOf(wall: WallMs, timeZone: string): number {
  return instantOf(wall, timeZone, Math.max);
}

function instantOf(
  wall: WallMs,
  timeZone: string,
  choose: (...instants: number[]) => number,
): number {
  const guesses = [-LONGEST_SHIFT_MS, LONGEST_SHIFT_MS].map(
    (shift) => wall - (wallOf(wall + shift, timeZone) - (wall + shift)),
  );
  const exact = guesses.filter((guess) => wallOf(guess, timeZone) === wall);
  return exact.length > 0 ? choose(...exact) : changeBetween(guesses, wall, timeZone);
}

/** The instant between two guesses at which the clock jumps over a reading. */
function changeBetween(guesses: readonly number[], wall: WallMs, timeZone: string): number {
  let before = Math.min(...guesses);
  let after = Math.max(...guesses);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallOf(middle, timeZone) >= wall) after = middle;
    else before = middle;
  }
  return after;
}
