import { orgCountsText } from './org-counts.js';
import { approvalText, metricText, verdictText } from './board.js';
import { designMarkdown } from './design-text.js';
import type { Experiment } from './experiment.js';
import { weightSection, type AdjustedOrg } from './report-weights.js';
import { resourceLine, resourceSection, type ReportedOrg } from './report-resources.js';
import type { RolloutStatus, RolloutSummary } from './rollout-status.js';
import { stagingGateLines } from './synthetic/gate-status.js';

export type { ReportedOrg } from './report-resources.js';

/** A picture beside the report. */
export interface ReportChart {
  /** Index of the wave that it is about. */
  readonly wave: number;
  /** Name of the file, in the report's folder. */
  readonly file: string;
  readonly alt: string;
}

/** `chart-wave-1-abandonment.svg`. */
export function chartFile(subject: string, metric: string): string {
  return `chart-${subject}-${metric}.svg`;
}

/** What a report says beside what the rollout knows of itself. */
export interface ReportExtras {
  /** How the waves were laid out; null where that is not on record. */
  readonly experiment: Experiment | null;
  readonly charts: readonly ReportChart[];
  /** What became of the resources of orgs that were written to. */
  readonly resources: readonly ReportedOrg[];
  /** Orgs whose weights followed their agents. */
  readonly adjusted?: readonly AdjustedOrg[];
}

const NO_EXTRAS: ReportExtras = { experiment: null, charts: [], resources: [] };

/** The report of a finished rollout, for people. Markdown. */
export function reportMarkdown(
  rolloutId: string,
  status: RolloutStatus,
  summary: RolloutSummary,
  extras: ReportExtras = NO_EXTRAS,
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
    ...waves(status, extras.charts),
    '',
    ...stagingGate(status),
    ...designMarkdown(extras.experiment),
    ...orgs(status),
    '',
    ...remedies(status),
    ...resourceSection(extras.resources),
    ...weightSection(extras.adjusted ?? []),
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
    `- orgs: ${orgCountsText(counts)}`,
    `- resources on their target: ${writes}`,
    ...(status.reason === null ? [] : [`- reason: ${status.reason}`]),
    ...status.approvals.map(
      (approval) =>
        `- approved: ${approvalText(approval)} at ${approval.at}, plan ${approval.planDigest.slice(0, 12)}`,
    ),
  ];
}

function stagingGate({ stagingGate: gate }: RolloutStatus): string[] {
  return gate === undefined ? [] : ['## Staging gate', '', ...stagingGateLines(gate), ''];
}

function waves({ waves: all }: RolloutStatus, charts: readonly ReportChart[]): string[] {
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
      ...charts
        .filter((chart) => chart.wave === wave.index)
        .flatMap(({ alt, file }) => [`![${alt}](${file})`, '']),
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
