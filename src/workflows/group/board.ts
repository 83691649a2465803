import type { OrgOutcome } from '../../domain/rollout-status.js';

/** Temporal keeps at most 20,000 bytes of details. */
const LIMIT = 19_000;

/** A group's board: its orgs, how each stands, and what it waits for. Markdown. */
export function groupBoard(
  title: string,
  outcomes: readonly OrgOutcome[],
  noteOf: (org: string) => string | undefined,
): string {
  const rows = outcomes.map(({ org, state, reason }) => {
    const said = [reason, noteOf(org)].filter(Boolean).join('; ');
    return `| ${org} | ${state} | ${said} |`;
  });
  return [`### ${title}`, '| org | state | |', '|---|---|---|', ...rows].join('\n').slice(0, LIMIT);
}
