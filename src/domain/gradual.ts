import { applyChanges } from './apply.js';
import { areWhole, stepsBetween } from './capacity/steps.js';
import type { Weights } from './capacity/weights.js';
import type { Json, JsonObject } from './json.js';
import type { OrgPlan, PathChange, PlanPath, ResourcePlan } from './org-plan.js';
import { elementsByKey } from './path.js';
import { memberSegment } from './path-segment.js';
import { isRowWeight, switchesCallers } from './sensitivity.js';

interface Target {
  readonly weight: number;
  readonly priority: Json | undefined;
}

/** A strategy's targets by the segment of their path; null where they have no ids. */
type Targets = ReadonlyMap<string, Target>;

/**
 * Changes of a strategy with the weights on the way in them. Where one step is all it takes, or where there is no way in
 * steps, they stay as they are.
 */
export function withSteps(
  live: JsonObject,
  changes: readonly PathChange[],
  capPoints: number,
): readonly PathChange[] {
  const [before, after] = ends(live, changes);
  if (before === null || after === null || !canStep(before, after)) return changes;
  const old = weightsOf(before);
  const steps = stepsBetween(old, weightsOf(after), { capPoints });
  if (steps.length < 2) return changes;
  const onTheWay = [old, ...steps.slice(0, -1)];
  const byPath = new Map<PlanPath, Json[]>();
  for (const segment of new Set([...before.keys(), ...after.keys()]))
    byPath.set(
      weightPath(segment),
      onTheWay.map((weights) => weights[segment] ?? 0),
    );
  return changes.map((change) => {
    const via = byPath.get(change.path);
    return via === undefined ? change : { ...change, via };
  });
}

/**
 * True where callers are moved at once, and farther than a step may: since there was no way in steps, or because a
 * strategy's priority, a point of contact or an IVR's flow changes, which sends all of them elsewhere. Rows of weights have no
 * steps.
 */
export function isHardSwap(
  { kind, action, changes }: Pick<ResourcePlan, 'kind' | 'action' | 'changes'>,
  capPoints: number,
): boolean {
  if (action === 'added') return false;
  if (changes.some((change) => switchesCallers(kind, change))) return true;
  if (kind !== 'strategy' || stepsOf({ changes }) > 0) return false;
  const ofTargets = changes.filter(({ path }) => path.startsWith('/targets/'));
  const isReordered = ofTargets.some(
    ({ path, from, to }) => path.endsWith('/priority') && from !== undefined && to !== undefined,
  );
  const moved = [
    ...ofTargets.filter(({ path }) => path.endsWith(WEIGHT)),
    ...changes.filter(isRowWeight),
  ].map(({ from, to }) => Number(to ?? 0) - Number(from ?? 0));
  const gained = moved.reduce((sum, points) => sum + Math.max(0, points), 0);
  const lost = moved.reduce((sum, points) => sum + Math.max(0, -points), 0);
  // Weights that do not sum to 100 may only be taken away.
  return (
    isReordered ||
    Math.max(gained, lost) > capPoints ||
    changes.some(({ path }) => path === '/targets')
  );
}

/** How many steps a resource's weights take after all else of it is written; 0: they change with it. */
export function stepsOf({ changes }: Pick<ResourcePlan, 'changes'>): number {
  return Math.max(0, ...changes.map(({ via }) => via?.length ?? 0));
}

/** The most that any strategy of an org takes. */
export function stepsOfOrg({ resources }: Pick<OrgPlan, 'resources'>): number {
  return Math.max(0, ...resources.map(stepsOf));
}

/**
 * The changes of a resource as of a step: 0 brings everything but the weights, a new target with none of them, a target that
 * goes still there; the last is the plan itself. What an earlier step wrote is as good as what was there before.
 */
export function changesAt(changes: readonly PathChange[], step: number): readonly PathChange[] {
  if (step >= stepsOf({ changes })) return changes;
  const leaving = changes
    .filter(({ via, to }) => via !== undefined && to === undefined)
    .map(({ path }) => path.slice(0, -WEIGHT.length));
  return changes.flatMap((change): PathChange[] => {
    const { via, ...rest } = change;
    const value = via?.[step];
    if (via !== undefined && value !== undefined)
      return [{ ...rest, to: value, via: via.slice(0, step) }];
    return leaving.some((element) => change.path.startsWith(`${element}/`)) ? [] : [change];
  });
}

/** Weights of each target at a step, by its path segment; without those that no change names. */
export function weightsAt(changes: readonly PathChange[], step: number): Weights {
  const stepped = changes.filter(({ via }) => via !== undefined);
  return Object.fromEntries(
    stepped.map(({ path, via, to }) => [
      path.slice('/targets/'.length, -WEIGHT.length),
      Number(via?.[step] ?? to ?? 0),
    ]),
  );
}

const WEIGHT = '/weight';

function weightPath(segment: string): PlanPath {
  return `/targets/${segment}/${memberSegment('weight')}`;
}

function ends(
  live: JsonObject,
  changes: readonly PathChange[],
): readonly [Targets | null, Targets | null] {
  return [targetsBySegment(live), targetsBySegment(applyChanges(live, changes).body)];
}

function targetsBySegment({ targets }: JsonObject): Targets | null {
  const elements = Array.isArray(targets) ? elementsByKey(targets) : null;
  if (elements === null) return null;
  return new Map(
    [...elements].map(([segment, { weight, priority }]) => [
      segment,
      { weight: typeof weight === 'number' ? weight : Number.NaN, priority },
    ]),
  );
}

/** False where weights are not whole or do not sum to 100, or a priority changes: then there is no way in steps. */
function canStep(before: Targets, after: Targets): boolean {
  const isReordered = [...before].some(([segment, { priority }]) => {
    const now = after.get(segment);
    return now !== undefined && now.priority !== priority;
  });
  return !isReordered && areWhole(weightsOf(before)) && areWhole(weightsOf(after));
}

function weightsOf(targets: Targets): Weights {
  return Object.fromEntries([...targets].map(([segment, { weight }]) => [segment, weight]));
}
