import { orgCountsText } from './org-counts.js';
import type { MetricVerdict, Verdict } from './canary/verdict.js';
import { stagingGateLines } from './synthetic/gate-status.js';
import type { ApprovalRecord, OrgOutcome, RolloutStatus, WaveStatus } from './rollout-status.js';

/** Temporal keeps at most 20,000 bytes of details. */
const LIMIT = 18_000;

/**
 * The board that an operator reads in the Web UI: state, what is awaited, the exact command, the waves, and what
 * else people should know. Markdown.
 */
export function boardMarkdown(status: RolloutStatus): string {
  const parts = [
    headline(status),
    rehearsal(status),
    warnings(status),
    awaited(status),
    asked(status),
    plan(status),
    approvals(status),
    waves(status),
    stagingGateLines(status.stagingGate).join('\n'),
    orgs(status),
    troubles(status),
    notices(status),
    status.report === null ? '' : `Report: \`${status.report}\``,
  ];
  return parts
    .filter((part) => part !== '')
    .join('\n\n')
    .slice(0, LIMIT);
}

function headline(status: RolloutStatus): string {
  const paused = status.paused ? ' (PAUSED: no further org is started)' : '';
  return [
    `## ${status.state}${paused}`,
    `Release **${status.release}** into **${status.environment}**, asked for by ${status.requestedBy}${status.change === null ? '' : `, change ${status.change}`}${status.reason === null ? '' : `: ${status.reason}`}.`,
    `Orgs: ${orgCountsText(status.orgs)}.`,
  ].join('\n');
}

function rehearsal(status: RolloutStatus): string {
  if (status.timeScale === 1) return '';
  return `**REHEARSAL**: the platform's clock runs ${status.timeScale}× faster than the wall's.`;
}

function warnings(status: RolloutStatus): string {
  return status.warnings.map((warning) => `**WARNING: ${warning}**`).join('\n\n');
}

function approvals({ approvals: all }: RolloutStatus): string {
  return all.length === 0 ? '' : `Approved: ${all.map(approvalText).join('; ')}.`;
}

/** `expand-50 by lee (signed), though inconclusive`: a claimed name is shown as such, and what it goes on in spite of. */
export function approvalText({ gate, by, identity, despite, flag }: ApprovalRecord): string {
  const knowingly = despite === undefined ? '' : `, though ${despite}`;
  const named = flag === undefined ? '' : `, naming the flag ${flag}`;
  return `${gate} by ${by} (${identity})${knowingly}${named}`;
}

function awaited({ awaiting }: RolloutStatus): string {
  if (awaiting === null) return '';
  const until = awaiting.until === undefined ? '' : ` until about ${toSeconds(awaiting.until)}`;
  const commands = awaiting.commands.map((command) => `\`\`\`\n${folded(command)}\n\`\`\``);
  return [
    `**Waiting for:** ${awaiting.what} (since ${toSeconds(awaiting.since)}${until}).`,
    ...commands,
  ].join('\n');
}

/** What people are asked beside: nothing else waits for it. */
function asked({ questions = [] }: RolloutStatus): string {
  const shown = questions
    .slice(0, SHOWN_QUESTIONS)
    .map(({ gate, what, since, commands }) =>
      [
        `**Asked:** ${what} (gate \`${gate}\`, since ${toSeconds(since)}).`,
        ...commands.map((command) => `\`\`\`\n${folded(command)}\n\`\`\``),
      ].join('\n'),
    );
  const more = questions.slice(SHOWN_QUESTIONS).map(({ gate }) => `\`${gate}\``);
  return [...shown, ...(more.length === 0 ? [] : [`Asked as well: ${more.join(', ')}.`])].join(
    '\n\n',
  );
}

const SHOWN_QUESTIONS = 3;

/** The board is narrow: a command may be broken where a shell lets it be. */
function folded(command: string): string {
  return command.replaceAll(/ --(name|input) /g, ' \\\n  --$1 ');
}

function toSeconds(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}

function plan({ changes, planDigest }: RolloutStatus): string {
  if (changes === null) return '';
  const counts = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${action}`);
  return `Plan \`${(planDigest ?? '').slice(0, 12)}\`: ${counts.join(', ') || 'nothing to do'}.`;
}

function waves(status: RolloutStatus): string {
  if (status.waves.length === 0) return '';
  const rows = status.waves.map(
    (wave) =>
      `| ${wave.index} | ${wave.name} | ${wave.orgs.length} | ${wave.state} | ${said(wave)} |`,
  );
  return ['| wave | | orgs | state | verdict |', '|---|---|---|---|---|', ...rows].join('\n');
}

function said(wave: WaveStatus): string {
  return wave.verdict === null ? '' : verdictText(wave.verdict);
}

/** A verdict in one line for people. */
export function verdictText(verdict: Verdict): string {
  const label =
    verdict.label === 'external'
      ? 'outside cause suspected; not rolled back'
      : `${verdict.label}${verdict.flagged ? ' (flagged for review)' : ''}`;
  return `**${label}**: ${verdict.reason}`;
}

/** One metric with its estimate and interval, in its own unit. */
export function metricText(metric: MetricVerdict): string {
  const { estimate, interval, confidence = 0.98 } = metric;
  if (estimate === null || interval === null) return `${metric.metric}: no data`;
  const scale = metric.metric === 'abandonment' ? 100 : 1;
  const unit = { abandonment: ' %', speedOfAnswer: ' s', strategyHitRate: ' points' }[
    metric.metric
  ];
  const show = (value: number): string => {
    const scaled = value * scale;
    return `${scaled >= 0 ? '+' : ''}${scaled.toFixed(1)}`;
  };
  return `${metric.metric}: ${show(estimate)}${unit} (${Math.round(100 * confidence)} % interval ${show(interval[0])} … ${show(interval[1])})`;
}

/** Org by org, by state: a thousand of them are not listed one by one. */
function orgs({ outcomes }: RolloutStatus): string {
  const states = [...new Set(outcomes.map(({ state }) => state))];
  const lines = states.map((state) => {
    const all = outcomes.filter((outcome) => outcome.state === state);
    const shown = all.slice(0, NAMED_ORGS).map(({ org }) => org);
    const more = all.length - shown.length;
    return `- ${state}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
  return lines.length === 0 ? '' : ['**Orgs**', '', ...lines].join('\n');
}

const NAMED_ORGS = 40;

const TROUBLED_ORGS = 30;

/** The worst first, with the resources that are in trouble, and what can be done about them. */
function troubles(status: RolloutStatus): string {
  const all = status.outcomes.filter((outcome) => outcome.reason !== undefined);
  const more = all.length - TROUBLED_ORGS;
  const rows = all
    .toSorted((left, right) => urgency(left) - urgency(right))
    .slice(0, TROUBLED_ORGS)
    .flatMap(({ org, state, reason, command, resources = [] }) => [
      `- ${org}: ${state}: ${reason ?? ''}`,
      ...resources.map((one) => `  - ${one.key}: ${one.state}: ${one.reason ?? ''}`),
      ...(command === undefined ? [] : [`  - \`${command}\``]),
    ]);
  if (rows.length === 0) return '';
  const others = more > 0 ? [`- and ${more} more: see the report`] : [];
  return ['**Orgs in trouble**', '', ...rows, ...others].join('\n');
}

/** What a person has to put right comes before what settled itself, and that before a remark. */
function urgency({ state }: OrgOutcome): number {
  return state === 'stranded' ? 0 : state === 'failed' ? 1 : 2;
}

function notices({ notices: all }: RolloutStatus): string {
  if (all.length === 0) return '';
  return ['**Notices**', '', ...all.slice(-15).map((notice) => `- ${notice}`)].join('\n');
}
