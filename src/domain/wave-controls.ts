import type { Reach, ResourceNode } from './exposure.js';

export interface PlannedOrgs {
  readonly name: string;
  readonly orgs: readonly string[];
}

/** A wave with the orgs that are watched with it and those that it is compared with. */
export interface LaidOutWave extends PlannedOrgs {
  /** Not written to by this wave or an earlier one; their callers reach what this wave is the first to change. */
  readonly exposed: readonly string[];
  readonly controls: readonly string[];
  /** True where every control could have been drawn in place of a canary. */
  readonly controlsDrawn: boolean;
}

export interface LayOutRequest {
  /** In their order. */
  readonly waves: readonly PlannedOrgs[];
  /** Orgs that the waves were drawn from. */
  readonly candidates: ReadonlySet<string>;
  /** Orgs that were read, in the environment's order: no other can be a control. */
  readonly known: readonly string[];
  /** What the release changes in an org. */
  readonly changedIn: (org: string) => readonly ResourceNode[];
  readonly reach: Reach;
}

/**
 * What each wave is compared with: orgs that neither it nor an earlier wave writes to, and whose callers reach nothing
 * that those change, in whatever org. Those that could have been drawn in its place go before all others, since only
 * they are alike by lot; others serve where there are none.
 */
export function layOutWaves(request: LayOutRequest): LaidOutWave[] {
  const { waves, candidates, known, changedIn, reach } = request;
  const done = new Set<string>();
  const changed: ResourceNode[] = [];
  let exposedBefore = new Set<string>();
  return waves.map(({ name, orgs }) => {
    for (const org of orgs) {
      done.add(org);
      changed.push(...changedIn(org));
    }
    const reached = reach(changed);
    const exposed = [...reached].filter((org) => !done.has(org) && !exposedBefore.has(org)).sort();
    exposedBefore = reached;
    const untouched = known.filter((org) => !done.has(org) && !reached.has(org));
    const drawn = orgs.some((org) => candidates.has(org))
      ? untouched.filter((org) => candidates.has(org))
      : [];
    const controls = drawn.length > 0 ? drawn : untouched;
    return { name, orgs, exposed, controls, controlsDrawn: drawn.length > 0 };
  });
}
