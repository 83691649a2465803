import type { RemediationInput, RemediationResult } from './messages.js';

/** Temporal keeps at most 20,000 bytes of details. */
const LIMIT = 18_000;

/** A remediation's board: what it does, and how each org stands. Markdown. */
export function remediationBoard({
  rollout,
  action,
  by,
  text,
  result,
}: Pick<RemediationInput, 'rollout' | 'action' | 'by'> & {
  readonly text: string;
  readonly result: RemediationResult | null;
}): string {
  const verb = action === 'takeBack' ? 'Takes back' : 'Finishes';
  const rows = (result?.outcomes ?? []).map(
    ({ org, state, reason }) => `| ${org} | ${state} | ${reason ?? ''} |`,
  );
  const refused = (result?.refused ?? []).map(
    ({ org, reason }) => `| ${org} | left alone | ${reason} |`,
  );
  return [
    `### ${verb} what ${rollout} left in trouble, by ${by}`,
    ...(text === '' ? [] : [text]),
    ...(result === null ? [] : ['', '| org | state | |', '|---|---|---|', ...rows, ...refused]),
    ...(result?.report == null ? [] : ['', `Report: \`${result.report}\``]),
  ]
    .join('\n')
    .slice(0, LIMIT);
}
