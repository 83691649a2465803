const ISO_8601 = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO 8601 duration of days and less, as the platform writes its averages; null where it is none. */
export function secondsOf(text: string): number | null {
  const parts = ISO_8601.exec(text);
  if (parts === null || !/\d/.test(text)) return null;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map(Number).map(orZero);
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
