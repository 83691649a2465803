import type { Json } from '../../../domain/json.js';
import type { ChangeVariant, PathGroup } from '../../../domain/plan-groups.js';
import { shortened, valueText } from './values.js';

/** Different values that are still listed one by one. */
export const MOST_VARIANTS = 4;

type Values = Omit<ChangeVariant, 'orgs'>;

/** What happens to a path, with values no longer than `length`: `60 -> 40`, `was "x"`, `live "a", release "b"`. */
export function variantText(
  about: Pick<PathGroup, 'action' | 'firstContact' | 'overwrites'>,
  values: Values,
  length: number,
): string {
  const text = (value: Json | undefined): string =>
    value === undefined ? 'nothing' : shortened(valueText(value), length);
  const { via = [] } = values;
  const steps = via.length === 0 ? '' : ` in steps, by way of ${via.map(text).join(', ')}`;
  return `${inWords(about, text(values.from), text(values.to))}${steps}${rangeText(values)}`;
}

/** What an approval covers beside the change itself. */
function rangeText({ byAgents }: Values): string {
  if (byAgents === undefined) return '';
  const { min, max, stepCapPoints } = byAgents;
  return ` (by agents, ${min}–${max}, at most ${stepCapPoints} a step)`;
}

function inWords(
  { action, firstContact, overwrites }: Pick<PathGroup, 'action' | 'firstContact' | 'overwrites'>,
  from: string,
  to: string,
): string {
  const edit = overwrites ? " (overwrites a person's edit)" : '';
  const unknown = firstContact ? ' (first contact)' : edit;
  switch (action) {
    case 'added':
      return to;
    case 'modified':
      return `${from} -> ${to}${unknown}`;
    case 'removed':
      return `was ${from}${unknown}`;
    case 'followed':
      return from;
    case 'kept':
      return `stays ${from}, release ${to}`;
    case 'conflict':
      return `held at ${from}, release ${to}`;
    default:
      return action satisfies never;
  }
}

/** Many variants as one: numbers as a range, other values as how many they are. */
export function collapsedText(group: PathGroup, length: number): string {
  const end = (side: 'from' | 'to'): string => {
    const values = group.variants.map((variant) => variant[side]);
    const texts = new Set(values.map((value) => (value === undefined ? '' : valueText(value))));
    const [only = ''] = texts;
    if (texts.size === 1) return only === '' ? 'nothing' : shortened(only, length);
    if (!values.every((value) => typeof value === 'number'))
      return `${texts.size} different values`;
    return `${Math.min(...values)}..${Math.max(...values)}`;
  };
  const [first] = group.variants;
  const isAlike = group.variants.every(
    ({ byAgents }) => rangeText({ ...(byAgents && { byAgents }) }) === rangeText(first ?? {}),
  );
  const range = isAlike ? rangeText(first ?? {}) : ' (by agents)';
  return `${inWords(group, end('from'), end('to'))}${range}`;
}
