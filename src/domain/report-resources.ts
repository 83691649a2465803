import { countStates, type Guarantee, type ResourceOutcome } from './resource-outcome.js';

/** What a window wrote down of an org's resources. */
export interface ReportedOrg {
  readonly org: string;
  readonly resources: readonly ResourceOutcome[];
}

/** A report is read by people: more rows than this are in the ledger only. */
const ROWS = 2_000;

const GUARANTEES: Readonly<Record<Guarantee, string>> = {
  etag: 'conditional on an ETag',
  version: 'conditional on a version',
  lock: 'under a lock',
  none: 'BEST EFFORT: nothing guarded it against somebody else’s write',
};

/** Every resource that was written, org by org, the ones in trouble first, and which guarantee its writes had. */
export function resourceSection(orgs: readonly ReportedOrg[]): string[] {
  const rows = orgs.flatMap(({ org, resources }) => resources.map((one) => ({ org, one })));
  if (rows.length === 0) return [];
  const sorted = rows.toSorted((left, right) => rank(left.one) - rank(right.one));
  const more = rows.length - ROWS;
  return [
    '## Resources',
    '',
    ...guarantees(rows.map(({ one }) => one)),
    '',
    '| org | resource | state | guarantee | |',
    '|---|---|---|---|---|',
    ...sorted.slice(0, ROWS).map(({ org, one }) => row(org, one)),
    ...(more > 0
      ? ['', `${more} more are in the ledger: outcome.json of this rollout under each org’s ref.`]
      : []),
    '',
  ];
}

/** One resource in a line of a list. */
export function resourceLine(org: string, { key, state, reason }: ResourceOutcome): string {
  return `- ${org}: ${key}: ${state}${reason === undefined ? '' : `: ${reason}`}`;
}

/** `2 completed, 1 failed`. */
export function stateCounts(resources: readonly ResourceOutcome[]): string {
  return Object.entries(countStates(resources))
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

function guarantees(resources: readonly ResourceOutcome[]): string[] {
  const counts = new Map<Guarantee, number>();
  for (const { guarantee } of resources)
    if (guarantee !== undefined) counts.set(guarantee, (counts.get(guarantee) ?? 0) + 1);
  return [
    `${stateCounts(resources)}.`,
    ...[...counts].map(([guarantee, count]) => `- ${count} ${GUARANTEES[guarantee]}`),
  ];
}

function row(org: string, { key, state, guarantee, reason, kept }: ResourceOutcome): string {
  const said = reason ?? (kept === undefined ? '' : `${kept} path(s) left to people`);
  return `| ${org} | ${key} | ${state} | ${guarantee ?? ''} | ${said} |`;
}

function rank({ state }: ResourceOutcome): number {
  return ['stranded', 'failed', 'inProgress', 'rolledBack', 'untouched', 'completed'].indexOf(
    state,
  );
}
