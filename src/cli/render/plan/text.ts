import type { PlanView } from '../../../domain/plan-groups-view.js';
import type { Palette } from '../palette.js';
import { table } from '../table.js';
import { plural } from '../words.js';
import { resourceLines, type ChangeStyle } from './changes.js';
import { drawLine, outlookRows, outlookWarnings } from './outlook.js';
import { approvalRows, digestsLine, summaryLine, titleLine, unwritten, waveRows } from './words.js';
import { orgNames } from './values.js';

const FEW_ORGS = 3;

/** A plan for people: what changes, once for all orgs alike; who goes first; who has to approve. */
export function planText(view: PlanView, style: ChangeStyle): string[] {
  const { palette } = style;
  return [
    palette.strong(titleLine(view)),
    palette.quiet(digestsLine(view)),
    ...section(view.changes.flatMap((group) => resourceLines(group, style))),
    ...section(unwrittenLine(view, style.verbose)),
    ...section(titled('Waves', waveRows(view, style.verbose))),
    ...section(judgingLines(view, palette)),
    '',
    palette.strong(summaryLine(view)),
    ...titled('Approval needed', approvalRows(view)).map(palette.notice),
    ...refusalLines(view).map(palette.bad),
    ...nextLines(view).map(palette.notice),
  ];
}

function judgingLines(view: PlanView, palette: Palette): string[] {
  const warnings = outlookWarnings(view).map((line) => palette.notice(`  ! ${line}`));
  const rows = outlookRows(view);
  if (rows.length + warnings.length === 0) return [];
  const title = `Judging: ${drawLine(view)}`;
  return [...(rows.length > 0 ? titled(title, rows) : [title]), ...warnings];
}

function refusalLines({ experiment: { refusal } }: PlanView): string[] {
  return refusal === null ? [] : [`A rollout of this plan is refused: ${refusal}`];
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function titled(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return [
    title,
    ...table(rows.map((row) => row.map((text) => ({ text })))).map((row) => `  ${row}`),
  ];
}

function unwrittenLine(view: PlanView, verbose: boolean): string[] {
  const orgs = unwritten(view);
  if (orgs.length === 0) return [];
  const names = verbose || orgs.length <= FEW_ORGS ? `: ${orgNames(orgs, orgs.length)}` : '';
  return [`${plural(orgs.length, 'org')} with nothing to write${names}`];
}

/** What can be done with it next. */
function nextLines({ workingTree, rollout }: PlanView): string[] {
  if (workingTree)
    return ['This is the working tree: it can be planned, never rolled out. Commit it first.'];
  if (rollout === null || rollout.gate === null) return [];
  const command = `${rollout.id} --gate ${rollout.gate}`;
  return [`To decide: rollcall approve ${command}, or rollcall reject ${command}`];
}
