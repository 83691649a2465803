/** The last instant that an HTTP date can name: its year has four digits. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The instant of a `Date` header, in milliseconds since the epoch; null where it is none. */
export function parseDate(header: string | undefined): number | null {
  const instantMs = Date.parse(header ?? '');
  return instantMs >= 0 && instantMs <= LAST_MS ? instantMs : null;
}
