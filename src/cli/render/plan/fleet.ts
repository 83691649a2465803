import type { FleetRow } from '../../../domain/fleet.js';
import type { Palette } from '../palette.js';
import { table } from '../table.js';
import { plural } from '../words.js';

/** The fleet as a table, and how many orgs are on what. */
export function fleetText(rows: readonly FleetRow[], palette: Palette): string[] {
  if (rows.length === 0) return ['no org in any environment'];
  const head = ['environment', 'org', 'group', 'release', 'since', 'drift'];
  const body = rows.map((row) => [
    { text: row.environment },
    { text: row.org },
    { text: row.group === '' ? '(not in HEAD)' : row.group },
    { text: row.release ?? 'never adopted', ...paint(row.release === null, palette.notice) },
    { text: row.since?.slice(0, 16).replace('T', ' ') ?? '' },
    { text: driftText(row.drift), ...paint(row.drift !== null && row.drift !== 0, palette.bad) },
  ]);
  const lines = table([head.map((text) => ({ text, paint: palette.strong })), ...body]);
  return [...lines, '', ...totals(rows)];
}

function paint(
  isMeant: boolean,
  colour: (text: string) => string,
): { paint?: (text: string) => string } {
  return isMeant ? { paint: colour } : {};
}

function driftText(drift: FleetRow['drift']): string {
  if (drift === null) return 'not read';
  if (drift === 'unreachable') return 'no answer';
  return drift === 0 ? 'none' : plural(drift, 'difference');
}

/** A line an environment: `production: v2.1.0 40, v2.0.0 1`. */
function totals(rows: readonly FleetRow[]): string[] {
  const environments = new Map<string, Map<string, number>>();
  for (const { environment, release } of rows) {
    const counts = environments.get(environment) ?? new Map<string, number>();
    environments.set(environment, counts);
    const name = release ?? 'never adopted';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...environments].map(([environment, counts]) => {
    const sorted = [...counts].sort(([, a], [, b]) => b - a);
    return `${environment}: ${sorted.map(([name, count]) => `${name} ${count}`).join(', ')}`;
  });
}
