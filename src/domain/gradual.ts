import { stepsBetween } from './capacity/steps.js';
import type { Weights } from './capacity/weights.js';
import type { JsonObject } from './json.js';
import type { OrgPlan, PathChange, ResourcePlan } from './org-plan.js';
import { isRow, isRowWeight, switchesCallers } from './sensitivity.js';
import { TARGET_WEIGHT, weightEnds } from './weight-ends.js';

/**
 * Changes of a strategy with the weights on the way in them. Where one step is all it takes, or where there is no way in
 * steps, they stay as they are.
 */
export function withSteps(
  live: JsonObject,
  changes: readonly PathChange[],
  capPoints: number,
): readonly PathChange[] {
  const ends = weightEnds(live, changes);
  if (ends === null) return changes;
  const steps = stepsBetween(ends.before, ends.after, { capPoints });
  if (steps.length < 2) return changes;
  const onTheWay = [ends.before, ...steps.slice(0, -1)];
  const moving = new Set([...Object.keys(ends.before), ...Object.keys(ends.after)]);
  return changes.map((change) => {
    const { path } = change;
    if (!moving.has(path)) return change;
    return { ...change, via: onTheWay.map((weights) => weights[path] ?? 0) };
  });
}

/**
 * True where callers are moved at once, and farther than a step may: since there was no way in steps, or because a
 * strategy's priority, a point of contact or an IVR's flow changes, which sends all of them elsewhere.
 */
export function isHardSwap(
  { kind, action, changes, desired }: Pick<ResourcePlan, 'kind' | 'action' | 'changes' | 'desired'>,
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
    ...ofTargets.filter(({ path }) => path.endsWith(TARGET_WEIGHT)),
    ...(isRow(desired) ? changes.filter(isRowWeight) : []),
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
    .filter(
      ({ path, via, to }) => path.startsWith('/targets/') && via !== undefined && to === undefined,
    )
    .map(({ path }) => path.slice(0, -TARGET_WEIGHT.length));
  return changes.flatMap((change): PathChange[] => {
    const { via, ...rest } = change;
    const value = via?.[step];
    if (via !== undefined && value !== undefined)
      return [{ ...rest, to: value, via: via.slice(0, step) }];
    return leaving.some((element) => change.path.startsWith(`${element}/`)) ? [] : [change];
  });
}

/** Weights at a step by their paths; without those that no change names. */
export function weightsAt(changes: readonly PathChange[], step: number): Weights {
  const stepped = changes.filter(({ via }) => via !== undefined);
  return Object.fromEntries(
    stepped.map(({ path, via, to }) => [path, Number(via?.[step] ?? to ?? 0)]),
  );
}
