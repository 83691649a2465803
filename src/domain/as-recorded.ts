import { satisfies } from './equality.js';
import type { Json, JsonObject } from './json.js';
import type { PlanPath, ResourceBase } from './org-plan.js';
import { flatten, getAt } from './path.js';

/**
 * True where a body holds on every path that the base names what Rollcall last wrote there, and the base names every
 * path of the target: the body tells nothing that the ledger does not tell, too. References of the target should be
 * resolved; one that is part of a path and is not makes it a path that the base does not name.
 */
export function isAsRecorded(
  body: JsonObject,
  { values }: Pick<ResourceBase, 'values'>,
  target: JsonObject | null,
): boolean {
  const leaves = flatten(body);
  const isThere = ([path, was]: [PlanPath, Json]): boolean => {
    const is = leaves.get(path) ?? getAt(body, path);
    return is !== undefined && satisfies(is, was);
  };
  if (!Object.entries(values).every(isThere)) return false;
  if (target === null) return true;
  for (const path of flatten(target).keys()) if (!Object.hasOwn(values, path)) return false;
  return true;
}
