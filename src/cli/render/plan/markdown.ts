import type { PathGroup, ResourceGroup } from '../../../domain/plan-groups.js';
import { sensitivityInWords } from '../../../domain/plan-groups-approvals.js';
import type { PlanView } from '../../../domain/plan-groups-view.js';
import { whereText } from './changes.js';
import { drawLine, outlookRows, outlookWarnings } from './outlook.js';
import { code, details, escaped, tableOf } from './markdown-text.js';
import { collapsedText, MOST_VARIANTS, variantText } from './variants.js';
import { approvalRows, digestsLine, summaryLine, titleLine, unwritten, waveRows } from './words.js';

/** Below what the comments of GitHub (65,536 characters) and others take. */
const MOST_CHARACTERS = 65_000;
/** Left for what comes after the changes, and for saying that some were cut. */
const RESERVE = 1_000;
const LONGEST_VALUE = 160;
const MOST_PATHS = 100;

/** The comment's first line, by which CI finds the comment of an earlier plan again. */
export function markdownMarker(environment: string): string {
  return `<!-- rollcall-plan:${environment} -->`;
}

/** A plan as a comment on a pull request: the summary open, the rest folded; never above 65,000 characters. */
export function planMarkdown(view: PlanView): string {
  const head = [
    markdownMarker(view.environment),
    `### ${escaped(titleLine(view))}`,
    '',
    `**${escaped(summaryLine(view))}**`,
    ...approvals(view),
    ...refusal(view),
    ...(view.workingTree ? ['', 'This is a working tree: it cannot be rolled out.'] : []),
    '',
  ];
  const tail = [...waves(view), ...judging(view), '', `<sub>${escaped(digestsLine(view))}</sub>`];
  const used = [...head, ...tail].join('\n').length;
  return [...head, ...changes(view, MOST_CHARACTERS - RESERVE - used), ...tail]
    .join('\n')
    .slice(0, MOST_CHARACTERS);
}

function approvals(view: PlanView): string[] {
  const rows = approvalRows(view).map(([gate = '', why = '']) => [code(gate), escaped(why)]);
  return rows.length === 0 ? [] : ['', ...tableOf(['approval needed at gate', 'why'], rows)];
}

function waves(view: PlanView): string[] {
  const rows = waveRows(view, false).map((row) => row.map(escaped));
  const idle = unwritten(view).length;
  const rest = idle === 0 ? [] : ['', `Nothing to write in ${idle} org(s).`];
  if (rows.length === 0) return rest;
  return details(`Waves (${rows.length})`, [...tableOf(['wave', 'orgs'], rows), ...rest]);
}

function judging(view: PlanView): string[] {
  const [head = [], ...rows] = outlookRows(view).map((row) => row.map(escaped));
  const warnings = outlookWarnings(view).map((line) => `- ${escaped(line)}`);
  if (rows.length + warnings.length === 0) return [];
  const count = warnings.length === 0 ? '' : ` (${warnings.length} to know before)`;
  return details(`Judging${count}: ${drawLine(view)}`, [
    ...(rows.length === 0 ? [] : [...tableOf(head, rows), '']),
    ...warnings,
  ]);
}

function refusal({ experiment: { refusal: why } }: PlanView): string[] {
  return why === null ? [] : ['', `**A rollout of this plan is refused:** ${escaped(why)}`];
}

function changes({ changes: groups }: PlanView, room: number): string[] {
  if (groups.length === 0) return [];
  const blocks = groups.map((group) => resource(group).join('\n'));
  let left = room;
  const fits = (block: string): boolean => {
    const does = block.length < left;
    if (does) left -= block.length + 1;
    return does;
  };
  const shown = blocks.filter(fits);
  const cut = blocks.filter((block) => !shown.includes(block));
  const characters = cut.join('\n').length;
  const note = `_${cut.length} more resource(s), ${characters} characters, are cut here: see the whole plan with_ \`rollcall plan --verbose\``;
  return details(`Changes (${groups.length})`, [...shown, ...(cut.length > 0 ? [note] : [])]);
}

function resource(group: ResourceGroup): string[] {
  const marks = group.sensitive.map((one) => ` **${escaped(sensitivityInWords(one))}**`).join('');
  const shown = group.paths.slice(0, MOST_PATHS);
  const more = group.paths.length - shown.length;
  const gone = 'no template declares it any more; it stays, unless policy prunes';
  const title = `**${group.action === 'removed' ? gone : group.action}** ${code(`${group.kind}/${group.name}`)} ${escaped(whereText(group))}${marks}`;
  const rows = shown.map((path) => [
    path.action,
    code(path.path),
    valuesOf(path),
    within(path, group),
  ]);
  return [
    title,
    '',
    ...(rows.length === 0 ? [] : [...tableOf(['', 'path', 'change', 'orgs'], rows), '']),
    ...(more > 0 ? [`${more} more path(s) are cut here.`, ''] : []),
  ];
}

function valuesOf(path: PathGroup): string {
  if (path.variants.length > MOST_VARIANTS) return code(collapsedText(path, LONGEST_VALUE));
  return path.variants
    .map((variant) => code(variantText(path, variant, LONGEST_VALUE)))
    .join('<br>');
}

function within({ variants, orgs }: PathGroup, group: ResourceGroup): string {
  if (variants.length > 1 && variants.length <= MOST_VARIANTS)
    return variants.map((variant) => variant.orgs.length).join('<br>');
  return orgs.length === group.orgs.length ? '' : String(orgs.length);
}
