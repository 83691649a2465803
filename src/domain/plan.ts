import { canonicalJson } from './canonical-json.js';
import { withSteps } from './gradual.js';
import type { Json, JsonObject } from './json.js';
import { mergeResource } from './merge.js';
import type {
  ChangeAction,
  OrgPlan,
  PathChange,
  PlanCounts,
  RemovedResource,
  ResourceBase,
  ResourcePlan,
  Sensitivity,
} from './org-plan.js';
import type { ConflictPolicy, RenderedResource, SensitivePath } from './release-model.js';
import type { LiveResource } from './resource.js';
import { policySensitivities } from './policy-sensitivity.js';
import { sensitiveChanges } from './sensitivity.js';
import { followAgents, type ByAgents, type FollowingAgents } from './strategy-envelope.js';

export { sensitiveChanges } from './sensitivity.js';
export { type WeightInverse, weightInverse } from './weight-inverse.js';

export interface ResourcePlanInput {
  readonly rendered: RenderedResource;
  /** The rendered body with references resolved where ids are known, else symbolic. */
  readonly desired: JsonObject;
  /** Null while the org has no such resource. */
  readonly live: LiveResource | null;
  /** Null on first contact. A base that was recorded under another id counts as none. */
  readonly base: ResourceBase | null;
  readonly onConflict: ConflictPolicy;
  /** Position in the org's dependency order, from 0. */
  readonly layer: number;
  /** What the policy calls sensitive beside weights and failover. */
  readonly sensitivePaths?: readonly SensitivePath[];
  /** Points of a hundred that a strategy's weights may move at once. Absent: all of them. */
  readonly stepCapPoints?: number;
  /** Where a strategy's weights follow the agents. Absent: they stay as the template says. */
  readonly byAgents?: ByAgents;
}

/** What has to happen to one resource of an org. */
export function planResource(input: ResourcePlanInput): ResourcePlan {
  const { rendered, live, layer } = input;
  const merged = mergeWithLive(input);
  const { held } = merged;
  const following = follow(input, merged);
  const { envelope } = following;
  const changes = gradually(input, following.changes);
  const action = live === null ? 'added' : actionOf(changes.length, held);
  return {
    key: rendered.key,
    kind: rendered.kind,
    component: rendered.component,
    name: rendered.name,
    id: live?.id ?? null,
    action,
    changes,
    held,
    desired: rendered.body,
    sensitive: sensitivitiesOf(input, { action, changes, envelope }),
    ...(envelope === null ? {} : { envelope }),
    layer,
  };
}

function follow(input: ResourcePlanInput, merged: Merged): FollowingAgents {
  const { rendered, desired, live, byAgents } = input;
  if (rendered.kind !== 'strategy' || byAgents === undefined)
    return { changes: merged.changes, envelope: null };
  const base = live !== null && input.base?.id === live.id ? input.base : null;
  const template = rendered.body;
  return followAgents({ template, desired, live: live?.body ?? null, base, ...merged, byAgents });
}

/** Weights that may follow the agents are weights that change, as far as anybody knows. */
function sensitivitiesOf(
  { rendered, sensitivePaths = [] }: ResourcePlanInput,
  {
    action,
    changes,
    envelope,
  }: Pick<ResourcePlan, 'action' | 'changes'> & Pick<FollowingAgents, 'envelope'>,
): Sensitivity[] {
  const facts = { kind: rendered.kind, action, changes, desired: rendered.body };
  const ofPlatform = sensitiveChanges(facts);
  const moves = envelope !== null && !ofPlatform.includes('routing_weights');
  return [
    ...ofPlatform,
    ...(moves ? ['routing_weights' as const] : []),
    ...policySensitivities(sensitivePaths, facts),
  ];
}

export interface OrgPlanInput {
  readonly org: string;
  readonly realOrgId: string;
  readonly environment: string;
  readonly commit: string;
  readonly releaseDigest: string;
  readonly resources: readonly ResourcePlan[];
  /** The org's bases: what earlier releases brought. Without them the plan names nothing as removed. */
  readonly bases?: Readonly<Record<string, ResourceBase>>;
  /** True where policy removes what no template declares any more. */
  readonly prune?: boolean;
  /** Hex SHA-256 of a text. */
  readonly hash: (text: string) => string;
}

/** Puts an org's resources together, by layer and key, and names the whole by its digest. */
export function assembleOrgPlan({
  hash,
  resources,
  bases,
  prune,
  ...about
}: OrgPlanInput): OrgPlan {
  const removed = removedResources(resources, bases ?? {});
  const plan = {
    ...about,
    resources: [...resources].sort(byLayerAndKey),
    ...(removed.length === 0 ? {} : { removed }),
    ...(removed.length > 0 && prune === true ? { prunes: true as const } : {}),
    layers: Math.max(-1, ...resources.map(({ layer }) => layer)) + 1,
  };
  // A plan is JSON; its interfaces only lack the index signature that the type asks for.
  return { ...plan, digest: hash(canonicalJson(plan as unknown as Json)) };
}

/** Number of resources by action. */
export function countActions(plan: Pick<OrgPlan, 'resources'>): PlanCounts {
  const counts = { added: 0, modified: 0, unchanged: 0, kept: 0, conflict: 0 };
  for (const { action } of plan.resources) counts[action] += 1;
  return counts;
}

/** Number of resources that the plan creates, writes to or removes. */
export function writesOf(plan: Pick<OrgPlan, 'resources' | 'removed' | 'prunes'>): number {
  return plan.resources.filter(isWritten).length + toRemove(plan).length;
}

/** What is removed when the rollout closes: nothing unless policy prunes. */
export function toRemove({
  removed = [],
  prunes,
}: Pick<OrgPlan, 'removed' | 'prunes'>): readonly RemovedResource[] {
  return prunes === true ? removed : [];
}

/** True for a resource that the plan creates or writes to. */
export function isWritten({ action, changes }: Pick<ResourcePlan, 'action' | 'changes'>): boolean {
  return action === 'added' || changes.length > 0;
}

/**
 * Resources with a base that no template declares any more, by key. One whose id a declared resource has now was
 * renamed, not removed.
 */
function removedResources(
  resources: readonly ResourcePlan[],
  bases: Readonly<Record<string, ResourceBase>>,
): RemovedResource[] {
  const keys = new Set(resources.map(({ key }) => key));
  const ids = new Set(resources.map(({ id }) => id));
  return Object.entries(bases)
    .filter(([key, { id }]) => !keys.has(key) && !ids.has(id))
    .map(([key, { id }]) => ({ key, id }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** Only strategies have weights; one that is new has nobody's calls yet. */
function gradually(
  { rendered, live, stepCapPoints }: ResourcePlanInput,
  changes: readonly PathChange[],
): readonly PathChange[] {
  if (rendered.kind !== 'strategy' || live === null || stepCapPoints === undefined) return changes;
  return withSteps(live.body, changes, stepCapPoints);
}

type Merged = Pick<ResourcePlan, 'changes' | 'held'>;

function mergeWithLive({ desired, live, base, onConflict }: ResourcePlanInput): Merged {
  if (live === null) return { changes: [], held: [] };
  const values = base !== null && base.id === live.id ? base.values : null;
  return mergeResource({ live: live.body, desired, base: values, onConflict });
}

function actionOf(changes: number, held: ResourcePlan['held']): ChangeAction {
  if (held.some(({ reason }) => reason === 'conflict')) return 'conflict';
  if (changes > 0) return 'modified';
  return held.length > 0 ? 'kept' : 'unchanged';
}

function byLayerAndKey(left: ResourcePlan, right: ResourcePlan): number {
  return left.layer - right.layer || (left.key < right.key ? -1 : 1);
}
