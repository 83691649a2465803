import { isJsonObject, type Json } from './json.js';
import type { PlanPath, ResourcePlan, Sensitivity } from './org-plan.js';
import { splitPath } from './path-segment.js';
import { flatten } from './path.js';
import type { SensitivePath } from './release-model.js';

type Facts = Pick<ResourcePlan, 'kind' | 'action' | 'changes' | 'desired'>;

/** The sensitivities that a policy's own paths give to a resource's changes; of a new resource, all it has. */
export function policySensitivities(
  sensitive: readonly SensitivePath[],
  facts: Facts,
): Sensitivity[] {
  const meant = sensitive.filter(({ kind }) => kind === null || kind === facts.kind);
  if (meant.length === 0) return [];
  const paths = changedPaths(facts);
  const found = meant.filter(({ path }) => paths.some((changed) => matchesPath(path, changed)));
  return [...new Set(found.map(({ name }): Sensitivity => `policy:${name}`))];
}

/**
 * True where a pattern names the path or something around it. In a pattern `*` stands for any part of one segment
 * (`/capacity/*`, `/targets/*\/weight`) and `**` for one segment or more. A list without ids is one value.
 */
export function matchesPath(pattern: string, path: PlanPath): boolean {
  return covers(pattern.slice(1).split('/'), splitPath(path));
}

function covers(pattern: readonly string[], segments: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return true;
  const [segment, ...below] = segments;
  if (segment === undefined) return false;
  if (first === '**') return covers(rest, below) || covers(pattern, below);
  return matchesSegment(first, segment) && covers(rest, below);
}

function matchesSegment(pattern: string, segment: string): boolean {
  const [start = '', ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) return segment === pattern;
  if (!segment.startsWith(start)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = segment.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return segment.length - end.length >= at && segment.endsWith(end);
}

function changedPaths({ action, changes, desired }: Facts): PlanPath[] {
  if (action === 'added') return [...flatten(desired).keys()];
  return changes.flatMap(({ path, from, to }) => [
    path,
    ...pathsWithin(path, from),
    ...pathsWithin(path, to),
  ]);
}

/** What a value that changes as a whole has below it. */
function pathsWithin(path: PlanPath, value: Json | undefined): PlanPath[] {
  return isJsonObject(value) ? [...flatten(value).keys()].map((below) => path + below) : [];
}
