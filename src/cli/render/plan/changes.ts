import type { PathAction, PathGroup, ResourceGroup } from '../../../domain/plan-groups.js';
import { sensitivityInWords } from '../../../domain/plan-groups-approvals.js';
import type { Palette } from '../palette.js';
import { plural } from '../words.js';
import { orgNames, wrapped } from './values.js';
import { collapsedText, MOST_VARIANTS, variantText } from './variants.js';

export interface ChangeStyle {
  readonly palette: Palette;
  readonly columns: number;
  /** Lists every org and value, and shortens nothing. */
  readonly verbose: boolean;
}

/** Names listed where there are no more than these; else their number. */
const FEW_ORGS = 3;
/** Paths shown of a new resource, whose template says the rest; sensitive ones are shown whole. */
const NEW_PATHS = 8;
const SHORTEST_VALUE = 24;
const WHOLE = Number.POSITIVE_INFINITY;

const SYMBOLS: Readonly<Record<PathAction, string>> = {
  added: '+',
  modified: '~',
  removed: '-',
  followed: '~',
  kept: '=',
  conflict: '!',
};

/** What a resource's own sign gives way to. */
const LOUD = ['!', '?'];

function symbolOf({ action, firstContact, overwrites }: PathGroup): string {
  if (firstContact) return '?';
  return overwrites ? '!' : SYMBOLS[action];
}

/** A resource over all its orgs: a head, and a line a path. */
export function resourceLines(group: ResourceGroup, style: ChangeStyle): string[] {
  const { palette, verbose } = style;
  const isShort = group.action === 'added' && group.sensitive.length === 0 && !verbose;
  const shown = isShort ? group.paths.slice(0, NEW_PATHS) : group.paths;
  const more = group.paths.length - shown.length;
  const names =
    verbose && group.orgs.length > FEW_ORGS
      ? wrapped(group.orgs.join(', '), style.columns, '    ')
      : [];
  return [
    head(group, palette),
    ...names.map(palette.quiet),
    ...shown.flatMap((path) => pathLines(path, group, style)),
    ...(more > 0 ? [palette.quiet(`    … ${plural(more, 'more path')} (--verbose)`)] : []),
  ];
}

function head(group: ResourceGroup, palette: Palette): string {
  const { action, kind, name, sensitive } = group;
  const symbols = group.paths.map(symbolOf);
  const symbol = LOUD.find((one) => symbols.includes(one)) ?? SYMBOLS[action];
  const marks = sensitive.map((one) => palette.bad(`  ${sensitivityInWords(one).toUpperCase()}`));
  const gone =
    action === 'removed'
      ? ': no template declares it any more; it stays, unless policy prunes'
      : '';
  const what = palette.strong(`${kind}/${name}`);
  return `${colourOf(symbol, palette)(symbol)} ${what} ${whereText(group)}${gone}${marks.join('')}`;
}

/** `in 60 orgs (na_east 20, eu_central 40)`, `in org_a, org_b`. */
export function whereText({ orgs, groups }: Pick<ResourceGroup, 'orgs' | 'groups'>): string {
  if (orgs.length <= FEW_ORGS) return `in ${orgs.join(', ')}`;
  const [first, ...others] = groups;
  const counts =
    others.length === 0
      ? (first?.group ?? '')
      : groups.map(({ group, orgs: count }) => `${group} ${count}`).join(', ');
  return `in ${plural(orgs.length, 'org')} (${counts})`;
}

function pathLines(path: PathGroup, block: ResourceGroup, style: ChangeStyle): string[] {
  const { palette, columns, verbose } = style;
  const symbol = symbolOf(path);
  const start = `    ${colourOf(symbol, palette)(symbol)} ${path.path}`;
  // What a person has to approve is never shortened.
  const whole = verbose || block.sensitive.length > 0;
  const length = whole ? WHOLE : roomFor(path, columns);
  const [only, ...others] = path.variants;
  if (only === undefined) return [start];
  const part = { of: block.orgs.length, verbose };
  if (others.length === 0)
    return [`${start}  ${variantText(path, only, length)}${within(path.orgs, part)}`];
  if (path.variants.length > MOST_VARIANTS && !verbose) {
    const hint = palette.quiet(`(${path.variants.length} different; --verbose lists them)`);
    return [`${start}  ${collapsedText(path, length)}${within(path.orgs, part)} ${hint}`];
  }
  const each = path.variants.map(
    (variant) => `${variantText(path, variant, length)}${within(variant.orgs, part)}`,
  );
  const inline = each.join(', ');
  if (!verbose && path.path.length + inline.length + 8 <= columns) return [`${start}  ${inline}`];
  return [start, ...each.map((text) => `        ${text}`)];
}

/** Characters for each value of a path, so that both ends of a change are on its line. */
function roomFor({ path, action }: PathGroup, columns: number): number {
  const ends = action === 'added' || action === 'removed' ? 1 : 2;
  return Math.max(SHORTEST_VALUE, Math.floor((columns - path.length - 12) / ends));
}

/** Nothing where it is all of the block's orgs. */
function within(
  orgs: readonly string[],
  { of, verbose }: { readonly of: number; readonly verbose: boolean },
): string {
  if (orgs.length === of) return '';
  const names = verbose || orgs.length <= FEW_ORGS ? `: ${orgNames(orgs, WHOLE)}` : '';
  return ` in ${plural(orgs.length, 'org')}${names}`;
}

function colourOf(symbol: string, palette: Palette): (text: string) => string {
  if (symbol === '+') return palette.good;
  if (symbol === '=') return palette.quiet;
  return symbol === '~' || symbol === '?' ? palette.notice : palette.bad;
}
