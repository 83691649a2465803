/** Evidence is named `<observation>-<check>`, the check with leading zeros: `wave-1-0003`. */
const NAME = /^(.+)-(\d+)$/;

/** The name of a series' evidence at a check, counted from 1. */
export function evidenceName(series: string, check: number): string {
  return `${series}-${String(check).padStart(4, '0')}`;
}

/** The series that a piece of evidence belongs to; the name itself where it is in none. */
export function seriesOf(name: string): string {
  return NAME.exec(name)?.[1] ?? name;
}

/** The evidence of the check before; null for the first. */
export function previousName(name: string): string | null {
  const [, series, check] = NAME.exec(name) ?? [];
  if (series === undefined || check === undefined || Number(check) <= 1) return null;
  return `${series}-${String(Number(check) - 1).padStart(check.length, '0')}`;
}

/** The number of the wave that the evidence is about, 0 for the hub; null where it is about none. */
export function waveOf(name: string): number | null {
  const number = /^wave-(\d+)$/.exec(seriesOf(name))?.[1];
  return number === undefined ? null : Number(number);
}
