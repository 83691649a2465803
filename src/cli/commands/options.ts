import { InvalidArgumentError } from 'commander';

/** A parser for commander: a number within bounds. */
export function numberBetween(
  minimum: number,
  maximum: number,
  whole = false,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const wrong = text.trim() === '' || Number.isNaN(value) || value < minimum || value > maximum;
    if (wrong || (whole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(
        `expected a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}`,
      );
    }
    return value;
  };
}

/** A parser for commander: `a,b`, or the option given several times. */
export function list(text: string, before: readonly string[] | undefined): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...(before ?? []), ...names.filter((name) => name !== '')];
}

export const port = numberBetween(0, 65_535, true);
export const seed = numberBetween(0, Number.MAX_SAFE_INTEGER, true);

/** A parser for commander: an ISO 8601 instant. */
export function instant(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('expected an instant such as 2026-03-02T09:00:00Z');
  }
  return text;
}

/** A parser for commander: an http(s) address, of which only the origin counts. */
export function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('expected an http(s) URL such as https://temporal.example.com');
  }
  return url.origin;
}

/** A parser for commander: an instant, or a day that begins at midnight UTC. */
export function time(text: string): string {
  const isTime =
    /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:?\d{2}))?$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isTime) return new Date(text).toISOString();
  throw new InvalidArgumentError('expected a day or an instant such as 2026-03-02T09:00:00Z');
}

/** A parser for commander: a status, a class of them, or why there was none. */
export function status(text: string): string {
  if (/^(?:[1-5]\d\d|[1-5]xx|[a-z]+)$/i.test(text)) return text;
  throw new InvalidArgumentError('expected a status such as 404, a class such as 4xx, or noAnswer');
}
