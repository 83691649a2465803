import type { Weights } from './capacity/weights.js';
import { sameConfiguration, satisfies } from './equality.js';
import type { Json, JsonObject } from './json.js';
import { pathsAbove } from './keyed-elements.js';
import type { OrgPlan, PlanPath, ResourceBase, ResourcePlan } from './org-plan.js';
import { blockerOf, flatten, getAt, hasRoomFor, isLeaf } from './path.js';
import { resolveReferences } from './reference.js';
import type { LiveResource } from './resource.js';
import { weightPathOf } from './strategy-envelope.js';

export interface AdvanceInput {
  /** By resource key, as of the last close. */
  readonly bases: Readonly<Record<string, ResourceBase>>;
  readonly plan: Pick<OrgPlan, 'resources'>;
  /** The org's resources as read back. One that is missing here leaves its base as it was. */
  readonly live: readonly LiveResource[];
  /** Ids of referenced resources by full key; those of the plan's own live resources are known without it. */
  readonly idOf?: (key: string) => string | undefined;
  /** By strategy's key: what its weights may be from following the agents, the newest first. */
  readonly adjusted?: ReadonlyMap<string, readonly Weights[]>;
}

/**
 * The bases of the next merge. A path's base moves to the target only where live equals the target; kept and
 * held paths keep the base that they had, with all below them, or stay without. Paths that the release no longer names are
 * forgotten once they are gone from live. Resources that the plan does not name keep their bases.
 */
export function advanceBases(input: AdvanceInput): Record<string, ResourceBase> {
  const own = new Map(
    input.plan.resources.flatMap((resource) => {
      const live = liveOf(resource, input);
      return live === undefined ? [] : [[resource.key, live] as const];
    }),
  );
  const idOf = (key: string): string | undefined => input.idOf?.(key) ?? own.get(key)?.id;
  const advanced = { ...input.bases };
  for (const resource of input.plan.resources) {
    const live = own.get(resource.key);
    if (live === undefined) continue;
    const known = advanced[resource.key];
    const previous = known?.id === live.id ? known : { id: live.id, values: {} };
    const values = advanceValues(previous.values, resource, live, idOf);
    advanced[resource.key] = withAdjustedWeights(
      { id: live.id, values },
      { previous, live: live.body, desired: resolveReferences(resource.desired, idOf).body },
      input.adjusted?.get(resource.key) ?? [],
    );
  }
  return advanced;
}

interface Weighing {
  readonly previous: ResourceBase;
  readonly live: JsonObject;
  readonly desired: JsonObject;
}

/**
 * A weight that followed the agents is what Rollcall wrote last, though the release asks for another: with what it asked
 * for, so that the next plan of the same weights does not undo it. One that somebody changed since is theirs.
 */
function withAdjustedWeights(
  base: ResourceBase,
  { previous, live, desired }: Weighing,
  decided: readonly Weights[],
): ResourceBase {
  const isLive = (weights: Weights): boolean =>
    Object.entries(weights).every(([queue, weight]) =>
      sameConfiguration(getAt(live, weightPathOf(queue)), weight),
    );
  // Where a person changed some of them, the others are still those of the last decision.
  const weights = decided.find(isLive) ?? decided[0] ?? {};
  const written = Object.entries(weights).map(
    ([queue, weight]) => [weightPathOf(queue), weight] as const,
  );
  const now = new Map<PlanPath, Json>([
    ...Object.keys(previous.adjusted ?? {}).flatMap((path) => {
      const value = previous.values[path];
      return value === undefined ? [] : [[path, value] as const];
    }),
    ...written,
  ]);
  const values = new Map(Object.entries(base.values));
  const adjusted: Record<PlanPath, Json> = {};
  for (const [path, value] of now) {
    const wanted = getAt(desired, path);
    if (wanted === undefined || !sameConfiguration(getAt(live, path), value)) continue;
    values.set(path, value);
    if (!sameConfiguration(wanted, value)) adjusted[path] = wanted;
  }
  return {
    ...base,
    values: Object.fromEntries([...values].sort(([left], [right]) => (left < right ? -1 : 1))),
    ...(Object.keys(adjusted).length === 0 ? {} : { adjusted }),
  };
}

/**
 * Bases that say: what is live is known, whoever made it. Every path that the release names and live has takes its
 * live value, so that the next plan shows a difference as the release's change and not as somebody's edit.
 */
export function adoptBases(input: AdvanceInput): Record<string, ResourceBase> {
  const adopted = { ...input.bases };
  const own = new Map(
    input.plan.resources.map((resource) => [resource.key, liveOf(resource, input)?.id] as const),
  );
  const idOf = (key: string): string | undefined => input.idOf?.(key) ?? own.get(key);
  for (const resource of input.plan.resources) {
    const live = liveOf(resource, input);
    if (live === undefined) continue;
    const { body } = resolveReferences(resource.desired, idOf);
    const values = [...flatten(body).keys()].flatMap((path) => {
      const value = getAt(live.body, path);
      return value === undefined ? [] : [[path, value] as const];
    });
    adopted[resource.key] = { id: live.id, values: Object.fromEntries(values) };
  }
  return adopted;
}

function liveOf(resource: ResourcePlan, { live }: AdvanceInput): LiveResource | undefined {
  const { id, kind, name } = resource;
  const ofKind = live.filter((candidate) => candidate.kind === kind);
  return ofKind.find((candidate) => (id === null ? candidate.name === name : candidate.id === id));
}

function advanceValues(
  previous: ResourceBase['values'],
  resource: ResourcePlan,
  live: LiveResource,
  idOf: (key: string) => string | undefined,
): Record<PlanPath, Json> {
  const desired = flatten(resolveReferences(resource.desired, idOf).body);
  const above = new Set([...desired.keys()].flatMap(pathsAbove));
  const onTarget = [...desired].filter(([path, value]) => {
    const now = getAt(live.body, path);
    return now !== undefined && satisfies(now, value);
  });
  const decisive = placesOfOpenTargets(desired, new Set(onTarget.map(([path]) => path)), live.body);
  const values = new Map<PlanPath, Json>();
  for (const [path, value] of Object.entries(previous)) {
    const now = getAt(live.body, path);
    // A value that made way for paths below it is gone too, though something is at its path.
    const isGone = now === undefined || (above.has(path) && !isLeaf(now));
    const isDecisive = decisive.has(path) || pathsAbove(path).some((place) => decisive.has(place));
    if (!isGone || isDecisive || desired.has(path)) values.set(path, value);
  }
  for (const [path, value] of onTarget) values.set(path, value);
  return Object.fromEntries([...values].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Where the merge looked when it held a target: at its path, or at what stands in the way of it. The base there
 * and below stays though live has none of it: without it, the next plan would take the edit for first contact.
 */
function placesOfOpenTargets(
  desired: ReadonlyMap<PlanPath, Json>,
  onTarget: ReadonlySet<PlanPath>,
  live: JsonObject,
): Set<PlanPath> {
  const open = [...desired.keys()].filter((path) => !onTarget.has(path));
  return new Set(
    open.map((path) => {
      const blocker = blockerOf(live, path);
      return blocker === null || hasRoomFor(blocker, path) ? path : blocker.path;
    }),
  );
}
