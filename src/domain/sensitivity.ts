import { isJsonObject, type Json, type JsonObject } from './json.js';
import type { PathChange, ResourcePlan, Sensitivity } from './org-plan.js';
import type { ResourceKind } from './resource.js';
import { isElementSegment, memberOfSegment, splitPath } from './path-segment.js';

type Facts = Pick<ResourcePlan, 'kind' | 'action' | 'changes' | 'desired'>;

/**
 * What a person has to approve before production: changes of a strategy's weights, priorities or targets, and
 * changes of where a trunk fails over to or whether it is on. What callers of a point of contact meet is a weight of
 * all or nothing; so is what those of an IVR do. A new strategy routes calls by weights of its own, and
 * a new trunk that names a failover is a path of it, so they count as changes.
 */
export function sensitiveChanges({ kind, action, changes, desired }: Facts): Sensitivity[] {
  if (kind === 'strategy' && (action === 'added' || changes.some(movesWeights))) {
    return ['routing_weights'];
  }
  if (changes.some((change) => switchesCallers(kind, change))) return ['routing_weights'];
  // A script spreads callers over skills by itself.
  if (kind === 'flow' && changes.some((change) => mentions(change, (name) => name === 'weight')))
    return ['routing_weights'];
  if (kind !== 'trunk') return [];
  const brings = action === 'added' && holdsMember(desired, isFailover);
  return brings || changes.some(movesFailover) ? ['trunk_failover'] : [];
}

function movesWeights(change: PathChange): boolean {
  const segments = splitPath(change.path);
  const last = segments.at(-1) ?? '';
  const below = segments.slice(segments.indexOf('targets') + 1);
  const isPresence =
    segments.includes('targets') &&
    (below.length === 0 || isElementSegment(last) || (below.length === 2 && last === 'id'));
  return (
    isPresence ||
    isRowWeight(change) ||
    mentions(change, (name) => name === 'weight' || name === 'priority')
  );
}

/** True for a strategy that is the row of a data table: it has no targets. */
export function isRow(body: JsonObject): boolean {
  return !Object.hasOwn(body, 'targets');
}

/** In the row of a data table weights are columns: numbers of its own. */
export function isRowWeight({ path, from, to }: PathChange): boolean {
  return splitPath(path).length === 1 && (typeof from === 'number' || typeof to === 'number');
}

/** Members that say where all callers of a number go. */
const SWITCHES: Readonly<Partial<Record<ResourceKind, readonly string[]>>> = {
  point_of_contact: ['scriptName', 'skillId', 'isActive'],
  ivr: ['openHoursFlow', 'closedHoursFlow', 'holidayHoursFlow', 'dnis', 'state'],
};

/** True where a change sends all callers of a number elsewhere. */
export function switchesCallers(kind: ResourceKind, { path }: Pick<PathChange, 'path'>): boolean {
  return SWITCHES[kind]?.includes(splitPath(path)[0] ?? '') ?? false;
}

function movesFailover(change: PathChange): boolean {
  return mentions(change, (name) => name === 'enabled' || isFailover(name));
}

function isFailover(name: string): boolean {
  return /failover/i.test(name);
}

/** True where a member of such a name is on the path, or in a value that changes as a whole. */
function mentions({ path, from, to }: PathChange, isMeant: (name: string) => boolean): boolean {
  const onPath = splitPath(path).some((s) => !isElementSegment(s) && isMeant(memberOfSegment(s)));
  return onPath || holdsMember(from, isMeant) || holdsMember(to, isMeant);
}

function holdsMember(value: Json | undefined, isMeant: (name: string) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => holdsMember(item, isMeant));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(
    ([name, member]) => isMeant(name) || holdsMember(member, isMeant),
  );
}
