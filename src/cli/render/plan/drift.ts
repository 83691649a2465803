import { groupDrift, type DriftGroup } from '../../../domain/drift-groups.js';
import type { DriftSummary } from '../../../domain/drift-summary.js';
import type { OrgDrift } from '../../../domain/drift.js';
import type { Json } from '../../../domain/json.js';
import type { Palette } from '../palette.js';
import { plural } from '../words.js';
import { code, escaped, tableOf } from './markdown-text.js';
import { orgNames, shortened, valueText } from './values.js';

export interface DriftView {
  readonly summary: DriftSummary;
  readonly orgs: readonly OrgDrift[];
  readonly columns: number;
}

const FEW_ORGS = 3;
const MANY_ORGS = 10;
const SHORTEST_VALUE = 24;
const LONGEST_VALUE = 160;
/** A comment holds about 65,000 characters. */
const MOST_ROWS = 100;

/** Drift for people: what differs alike in many orgs once. */
export function driftText({ summary, orgs, columns }: DriftView, palette: Palette): string[] {
  const unreachable = orgs.filter((org) => org.state === 'unreachable');
  return [
    palette.strong(driftSentence(summary)),
    ...groups(orgs).flatMap((group) => groupLines(group, columns, palette)),
    ...unreachable.map(({ org, reason }) => palette.bad(`! ${org} did not answer: ${reason}`)),
    ...neverAdopted(orgs).map(palette.notice),
  ];
}

/** `production: 3 of 41 orgs differ from what Rollcall last wrote: 4 edited, 1 deleted`. */
export function driftSentence({ environment, orgs, items }: DriftSummary): string {
  const all = orgs.read + orgs.unreachable;
  const kinds = Object.entries(items).filter(([, count]) => count > 0);
  const lost = orgs.unreachable > 0 ? `; ${orgs.unreachable} did not answer` : '';
  if (orgs.same + orgs.drifted === 0) return `${environment}: nothing to compare with${lost}`;
  if (orgs.drifted === 0) return `${environment}: no drift in ${plural(orgs.same, 'org')}${lost}`;
  const counts = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return `${environment}: ${orgs.drifted} of ${plural(all, 'org')} differ from what Rollcall last wrote: ${counts}${lost}`;
}

/** The same as a comment or a message. */
export function driftMarkdown({ summary, orgs }: DriftView): string {
  const all = groups(orgs);
  const rows = all
    .slice(0, MOST_ROWS)
    .map((group) => [
      group.kind,
      code(group.resource),
      group.path === null ? '' : code(group.path),
      group.path === null ? '' : code(valuesText(group, LONGEST_VALUE)),
      escaped(orgNames(group.orgs, MANY_ORGS)),
    ]);
  const cut = all.length - rows.length;
  return [
    `<!-- rollcall-drift:${summary.environment} -->`,
    `### ${escaped(driftSentence(summary))}`,
    ...(rows.length === 0
      ? []
      : ['', ...tableOf(['', 'resource', 'path', 'was -> is', 'orgs'], rows)]),
    ...(cut > 0 ? ['', `${cut} more are cut here: see \`rollcall drift\`.`] : []),
    ...summary.unreachable.map(({ org, reason }) => `- ${escaped(`${org}: ${reason}`)}`),
    ...neverAdopted(orgs).map((line) => `\n${escaped(line)}`),
  ].join('\n');
}

function groups(orgs: readonly OrgDrift[]): DriftGroup[] {
  return groupDrift(orgs.flatMap((org) => (org.state === 'drifted' ? org.items : [])));
}

function groupLines(group: DriftGroup, columns: number, palette: Palette): string[] {
  const { kind, resource, path, orgs } = group;
  const where =
    orgs.length <= FEW_ORGS ? `in ${orgs.join(', ')}` : `in ${plural(orgs.length, 'org')}`;
  const mark = kind === 'edited' ? palette.notice(kind) : palette.bad(kind);
  const head = `${mark} ${palette.strong(resource)} ${where}`;
  if (path === null) return [head];
  const length = Math.max(SHORTEST_VALUE, Math.floor((columns - path.length - 12) / 2));
  return [head, `    ${path}  ${valuesText(group, length)}`];
}

function valuesText({ was, is }: Pick<DriftGroup, 'was' | 'is'>, length: number): string {
  const text = (value: Json | undefined): string =>
    value === undefined ? 'nothing' : shortened(valueText(value), length);
  return `${text(was)} -> ${text(is)}`;
}

function neverAdopted(orgs: readonly OrgDrift[]): string[] {
  const names = orgs.filter(({ state }) => state === 'neverAdopted').map(({ org }) => org);
  if (names.length === 0) return [];
  return [`never adopted, so nothing can be told: ${orgNames(names, MANY_ORGS)}`];
}
