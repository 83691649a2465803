import type { PathChange, PlanPath } from './org-plan.js';
import { elementSegment, referenceOfSegment, splitPath } from './path-segment.js';
import { resolveReferences } from './reference.js';

type IdOf = (key: string) => string | undefined;

/**
 * Replaces symbolic references by the platform's ids, in the values and in the `[ref:key]` segments of
 * the paths. `idOf` gives the id for a full key, undefined where there is none yet. Throws an Error that
 * names all keys without an id.
 */
export function resolveChanges(changes: readonly PathChange[], idOf: IdOf): PathChange[] {
  const unresolved = new Set<string>();
  const note = (key: string): string | undefined => {
    const id = idOf(key);
    if (id === undefined) unresolved.add(key);
    return id;
  };
  const resolved = changes.map((change) => ({
    ...change,
    path: resolvePath(change.path, note),
    ...resolveEnds(change, note),
  }));
  if (unresolved.size > 0) {
    throw new Error(`no id is known for ${[...unresolved].sort().join(', ')}`);
  }
  return resolved;
}

function resolveEnds({ from, to }: PathChange, idOf: IdOf): Pick<PathChange, 'from' | 'to'> {
  const ends = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return resolveReferences(ends, idOf).body;
}

function resolvePath(path: PlanPath, idOf: IdOf): PlanPath {
  const segments = splitPath(path).map((segment) => {
    const key = referenceOfSegment(segment);
    const id = key === null ? undefined : idOf(key);
    return id === undefined ? segment : elementSegment(id);
  });
  return `/${segments.join('/')}`;
}
