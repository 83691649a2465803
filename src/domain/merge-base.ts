import type { Json, JsonObject } from './json.js';
import { pathsAbove } from './keyed-elements.js';
import type { PlanPath } from './org-plan.js';
import { getAt, setAt } from './path.js';

/**
 * Reads a base by path. A path that is no entry itself but has entries below it gives the object or
 * list that these make up: a target may have become one value where the base had several.
 */
export function baseView(
  values: Readonly<Record<PlanPath, Json>>,
): (path: PlanPath) => Json | undefined {
  const entries = new Map(Object.entries(values));
  let above: ReadonlySet<PlanPath> | undefined;
  return (path) => {
    const value = entries.get(path);
    if (value !== undefined) return value;
    above ??= new Set([...entries.keys()].flatMap(pathsAbove));
    return above.has(path) ? rebuilt(entries, path) : undefined;
  };
}

function rebuilt(entries: ReadonlyMap<PlanPath, Json>, path: PlanPath): Json | undefined {
  const below = [...entries].filter(([entry]) => entry.startsWith(`${path}/`)).sort(byPath);
  const body = below.reduce<JsonObject>((done, [entry, value]) => setAt(done, entry, value), {});
  return getAt(body, path);
}

function byPath([left]: [PlanPath, Json], [right]: [PlanPath, Json]): number {
  return left < right ? -1 : 1;
}
