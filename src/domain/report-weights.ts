import { weightsText, type Adjustment } from './adjustment.js';

/** An org whose weights followed its agents while its window was open. */
export interface AdjustedOrg {
  readonly org: string;
  /** False where they went back to before the rollout. */
  readonly stays: boolean;
  readonly adjustments: readonly Adjustment[];
}

/** A report is read by people: more rows than this are in the ledger only. */
const ROWS = 500;

/** Every decision: which weights, from where to where, when, and why. Weights are in the order of the queues' ids. */
export function weightSection(orgs: readonly AdjustedOrg[]): string[] {
  const rows = orgs.flatMap(({ org, adjustments }) =>
    adjustments.flatMap(({ at, moves }) =>
      moves.map(
        ({ key, from, to, reason }) =>
          `| ${org} | ${key} | ${weightsText(from, to)} | ${at.slice(0, 19)}Z | ${reason} |`,
      ),
    ),
  );
  if (rows.length === 0) return [];
  const staying = orgs.filter(({ stays }) => stays).map(({ org }) => org);
  const more = rows.length - ROWS;
  return [
    '## Weights by agents',
    '',
    staying.length === 0
      ? 'All of them went back to what they were before.'
      : `They stay as they were moved last in ${staying.join(', ')}: a later rollout leaves them so for as long as its template asks for the same weights, and nobody else changes them.`,
    '',
    '| org | strategy | weights | platform time | |',
    '|---|---|---|---|---|',
    ...rows.slice(0, ROWS),
    ...(more > 0
      ? [
          '',
          `${more} more are in the ledger: adjustments.json of this rollout under each org’s ref.`,
        ]
      : []),
    '',
  ];
}
