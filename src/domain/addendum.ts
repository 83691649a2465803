import { resourceLine } from './report-resources.js';
import type { RemediationAction } from './remediation-words.js';
import type { OrgOutcome } from './rollout-status.js';

/** One remediation of a rollout, as its report tells of it. */
export interface Remediated {
  readonly id: string;
  readonly action: RemediationAction;
  readonly by: string;
  readonly reason: string | null;
  /** Wall clock, ISO 8601. */
  readonly at: string;
  readonly outcomes: readonly OrgOutcome[];
  readonly refused: readonly { readonly org: string; readonly reason: string }[];
}

const ACTION = { takeBack: 'taken back', finish: 'finished' } as const;

/** The addendum to a rollout's report: what was done about the orgs that it left in trouble. Markdown. */
export function addendumMarkdown(all: readonly Remediated[], environment: string): string {
  return ['', '## Remediations', '', ...all.flatMap((one) => section(one, environment)), ''].join(
    '\n',
  );
}

function section(
  { id, action, by, reason, at, outcomes, refused }: Remediated,
  environment: string,
): string[] {
  return [
    `### ${at}: ${ACTION[action]} in ${environment}, by ${by}${reason === null ? '' : `: ${reason}`}`,
    '',
    `Workflow \`${id}\`. Orgs that are not named here stay as the report above has them.`,
    '',
    '| org | state | resources on target | paths left to people | |',
    '|---|---|---|---|---|',
    ...outcomes.map(
      ({ org, state, writes, kept, reason: why, command }) =>
        `| ${org} | ${state} | ${writes} | ${kept} | ${[why, command && `\`${command}\``].filter(Boolean).join('; ')} |`,
    ),
    ...refused.map(({ org, reason: why }) => `| ${org} | left alone | | | ${why} |`),
    '',
    ...outcomes.flatMap(({ org, resources = [] }) =>
      resources.map((one) => resourceLine(org, one)),
    ),
  ];
}
