import { applyChanges } from './apply.js';
import { areWhole, wholeSum } from './capacity/steps.js';
import { FULL, type Weights } from './capacity/weights.js';
import type { Json, JsonObject } from './json.js';
import type { PathChange, PlanPath } from './org-plan.js';
import { elementsByKey } from './path.js';
import { isRow, isRowWeight } from './sensitivity.js';

/** How the path of a target's weight ends. */
export const TARGET_WEIGHT = '/weight';

/** Where weights come from and where they go, by their paths. */
export interface WeightEnds {
  readonly before: Weights;
  readonly after: Weights;
}

/** Null where there is no way in between: what is not whole, or does not come to the same in sum, has none. */
export function weightEnds(live: JsonObject, changes: readonly PathChange[]): WeightEnds | null {
  return isRow(live) ? endsOfRow(changes) : endsOfTargets(live, changes);
}

/**
 * Columns go by what changes: one that stays is either a weight that stays or no weight. Where one changes that is none, the
 * sum of them does as well, as a rule.
 */
function endsOfRow(changes: readonly PathChange[]): WeightEnds | null {
  const columns = changes.filter(isRowWeight);
  const at = (end: 'from' | 'to'): Weights =>
    Object.fromEntries(columns.map((column) => [column.path, weightOf(column[end] ?? 0)]));
  const ends = { before: at('from'), after: at('to') };
  const sum = wholeSum(ends.before);
  return sum !== null && sum <= FULL && sum === wholeSum(ends.after) ? ends : null;
}

function endsOfTargets(live: JsonObject, changes: readonly PathChange[]): WeightEnds | null {
  const before = targetsByPath(live);
  const after = targetsByPath(applyChanges(live, changes).body);
  if (before === null || after === null) return null;
  const isReordered = [...before].some(([path, { priority }]) => {
    const now = after.get(path);
    return now !== undefined && now.priority !== priority;
  });
  const ends = { before: weightsOf(before), after: weightsOf(after) };
  return !isReordered && areWhole(ends.before) && areWhole(ends.after) ? ends : null;
}

interface Target {
  readonly weight: number;
  readonly priority: Json | undefined;
}

/** A strategy's targets by the path of their weights; null where they have no ids. */
type Targets = ReadonlyMap<PlanPath, Target>;

function targetsByPath({ targets }: JsonObject): Targets | null {
  const elements = Array.isArray(targets) ? elementsByKey(targets) : null;
  if (elements === null) return null;
  return new Map(
    [...elements].map(([segment, { weight, priority }]) => [
      `/targets/${segment}${TARGET_WEIGHT}`,
      { weight: weightOf(weight), priority },
    ]),
  );
}

function weightsOf(targets: Targets): Weights {
  return Object.fromEntries([...targets].map(([path, { weight }]) => [path, weight]));
}

function weightOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}
