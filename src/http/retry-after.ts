/**
 * Platform milliseconds that a `Retry-After` header asks to wait, from its two forms: seconds or an HTTP date.
 * Null where there is none, or none that can be understood.
 */
export function parseRetryAfter(header: string | undefined, platformNowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // Date.parse takes more than HTTP dates, "-5" among them; a date has a weekday in front.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const instantMs = Date.parse(text);
  return Number.isNaN(instantMs) ? null : Math.max(0, instantMs - platformNowMs);
}
