import { approvalText, metricText, verdictText } from './board.js';
import { resourceLine, resourceSection, type ReportedOrg } from './report-resources.js';
import type { RolloutStatus, RolloutSummary } from './rollout-status.js';

export type { ReportedOrg } from './report-resources.js';

/** The report of a finished rollout, for people. Markdown. */
export function reportMarkdown(
  rolloutId: string,
  status: RolloutStatus,
  summary: RolloutSummary,
  resources: readonly ReportedOrg[] = [],
): string {
  const rehearsal =
    status.timeScale === 1
      ? []
      : [
          `**REHEARSAL**: the platform's clock ran ${status.timeScale}× faster than the wall's.`,
          '',
        ];
  return [
    `# ${rolloutId}: ${summary.outcome}`,
    '',
    ...rehearsal,
    ...status.warnings.flatMap((warning) => [`**WARNING: ${warning}**`, '']),
    summary.reason,
    '',
    ...facts(status, summary),
    '',
    ...waves(status),
    '',
    ...orgs(status),
    '',
    ...remedies(status),
    ...resourceSection(resources),
    '## Notices',
    '',
    ...(status.notices.length === 0 ? ['None.'] : status.notices.map((notice) => `- ${notice}`)),
    '',
  ].join('\n');
}

function facts(status: RolloutStatus, { orgs: counts, writes }: RolloutSummary): string[] {
  return [
    `- release ${status.release}, commit ${status.commit ?? 'unknown'}, digest ${status.releaseDigest ?? 'unknown'}`,
    `- environment ${status.environment}; requested by ${status.requestedBy}${status.change === null ? '' : ` for ${status.change}`}`,
    `- orgs: ${counts.completed} completed, ${counts.rolledBack} rolled back, ${counts.failed} failed, ${counts.untouched} untouched`,
    `- resources on their target: ${writes}`,
    ...(status.reason === null ? [] : [`- reason: ${status.reason}`]),
    ...status.approvals.map(
      (approval) =>
        `- approved: ${approvalText(approval)} at ${approval.at}, plan ${approval.planDigest.slice(0, 12)}`,
    ),
  ];
}

function waves({ waves: all }: RolloutStatus): string[] {
  if (all.length === 0) return ['## Waves', '', 'None: no org needed a write.'];
  return [
    '## Waves',
    '',
    ...all.flatMap((wave) => [
      `### Wave ${wave.index}: ${wave.name}, ${wave.orgs.length} org(s), ${wave.state}`,
      '',
      wave.verdict === null ? 'No verdict.' : verdictText(wave.verdict),
      ...(wave.verdict?.metrics ?? []).map((metric) => `- ${metricText(metric)}`),
      '',
    ]),
  ];
}

/** What a person can do about the orgs that are in trouble. */
function remedies({ outcomes }: RolloutStatus): string[] {
  const troubled = outcomes.filter(({ state }) => state === 'failed' || state === 'stranded');
  if (troubled.length === 0) return [];
  return [
    '## What to do',
    '',
    'Org by org; `remediation.sh` beside this report does by hand what the first kind of command does:',
    '',
    '```',
    ...troubled.flatMap(({ command }) => command ?? []),
    '```',
    '',
    ...troubled.flatMap(({ org, resources = [] }) =>
      resources.map((one) => resourceLine(org, one)),
    ),
    '',
  ];
}

function orgs({ outcomes }: RolloutStatus): string[] {
  return [
    '## Orgs',
    '',
    '| org | state | resources on target | paths left to people | |',
    '|---|---|---|---|---|',
    ...outcomes.map(
      ({ org, state, writes, kept, reason }) =>
        `| ${org} | ${state} | ${writes} | ${kept} | ${reason ?? ''} |`,
    ),
  ];
}
