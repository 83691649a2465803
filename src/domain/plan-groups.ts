import { canonicalJson } from './canonical-json.js';
import type { Json } from './json.js';
import type { OrgPlan, ResourceBase, ResourcePlan, Sensitivity } from './org-plan.js';
import { linesOf, type PlanLine } from './plan-groups-lines.js';
import type { OrgNames } from './plan-groups-values.js';
import { writesOf } from './plan.js';
import { parseKey } from './resource-key.js';

/** What happens to one path. `followed`: the plan leaves the weight, which may follow the agents. */
export type PathAction = 'added' | 'modified' | 'removed' | 'followed' | 'kept' | 'conflict';

/** One pair of values, and where it is. For `kept` and `conflict`, `from` is live and `to` what the release asks for. */
export interface ChangeVariant {
  readonly from?: Json;
  readonly to?: Json;
  /** Values between the two, in their order, where it changes in steps. */
  readonly via?: readonly Json[];
  /** How far the value may follow the agents while the org's window is open. */
  readonly byAgents?: ByAgentsRange;
  readonly orgs: readonly string[];
}

export interface ByAgentsRange {
  readonly min: number;
  readonly max: number;
  /** Points of a hundred that one step moves at most. */
  readonly stepCapPoints: number;
}

/** One path of a resource over all orgs where the same happens to it. */
export interface PathGroup {
  readonly action: PathAction;
  /** True where no base was known and something is overwritten: it may be a person's edit. */
  readonly firstContact: boolean;
  /** True where a person's edit is written over, since policy lets the release win. */
  readonly overwrites: boolean;
  /** For people; ids are shown as keys. */
  readonly path: string;
  readonly orgs: readonly string[];
  /** What most orgs have first. */
  readonly variants: readonly ChangeVariant[];
}

/** One resource over all orgs that have it. `removed`: managed before, no template declares it any more; not written. */
export interface ResourceGroup {
  readonly action: PathAction;
  readonly kind: string;
  readonly name: string;
  /** Empty for `removed`. */
  readonly component: string;
  readonly orgs: readonly string[];
  readonly groups: readonly { readonly group: string; readonly orgs: number }[];
  readonly sensitive: readonly Sensitivity[];
  readonly paths: readonly PathGroup[];
}

/** A resource that the bases know and no template declares. */
export interface RemovedResource {
  readonly org: string;
  /** Full key. */
  readonly key: string;
}

export interface GroupRequest {
  readonly plans: readonly OrgPlan[];
  readonly removed: readonly RemovedResource[];
  readonly groupOf: (org: string) => string;
  readonly keyOfId: (org: string, id: string) => string | undefined;
  /** What Rollcall last wrote to a resource, by full key. */
  readonly baseOf?: (org: string, key: string) => ResourceBase | undefined;
}

interface Draft {
  readonly about: Pick<ResourceGroup, 'kind' | 'name' | 'component'>;
  readonly isNew: boolean;
  readonly isGone: boolean;
  readonly orgs: string[];
  readonly sensitive: Set<Sensitivity>;
  readonly lines: Map<string, { line: PlanLine; variants: Map<string, VariantDraft> }>;
}

interface VariantDraft {
  readonly values: Omit<ChangeVariant, 'orgs'>;
  readonly orgs: string[];
}

/** Everything that differs, once: what happens alike in many orgs is one entry with their names. */
export function groupChanges(request: GroupRequest): ResourceGroup[] {
  const drafts = new Map<string, Draft>();
  for (const plan of request.plans) {
    const group = request.groupOf(plan.org);
    const names: OrgNames = { group, keyOfId: (id) => request.keyOfId(plan.org, id) };
    const isIdle = writesOf(plan) === 0;
    for (const resource of plan.resources) {
      const all = linesOf(resource, names, request.baseOf?.(plan.org, resource.key));
      // Where nothing is written no window opens, and no weight moves.
      const lines = isIdle ? all.filter(({ action }) => action !== 'followed') : all;
      if (lines.length > 0 || resource.action === 'added')
        addResource(drafts, plan.org, resource, lines);
    }
  }
  for (const { org, key } of request.removed) {
    const { kind, name } = parseKey(key) ?? { kind: '', name: key };
    draftFor(drafts, { kind, name, component: '' }, 'gone').orgs.push(org);
  }
  return [...drafts.values()].map((draft) => finished(draft, request.groupOf)).sort(byImportance);
}

function addResource(
  drafts: Map<string, Draft>,
  org: string,
  resource: ResourcePlan,
  lines: readonly PlanLine[],
): void {
  const { kind, component } = resource;
  const name = parseKey(resource.key)?.name ?? resource.key;
  const state = resource.action === 'added' ? 'new' : 'there';
  const draft = draftFor(drafts, { kind, name, component }, state);
  draft.orgs.push(org);
  for (const sensitivity of resource.sensitive) draft.sensitive.add(sensitivity);
  for (const line of lines) addLine(draft, org, line);
}

function draftFor(
  drafts: Map<string, Draft>,
  about: Draft['about'],
  state: 'new' | 'there' | 'gone',
): Draft {
  const key = [state, about.component, about.kind, about.name].join(' ');
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const [isNew, isGone] = [state === 'new', state === 'gone'];
  const made = { about, isNew, isGone, orgs: [], sensitive: new Set<Sensitivity>() };
  const draft: Draft = { ...made, lines: new Map() };
  drafts.set(key, draft);
  return draft;
}

const NO_RANGE: ByAgentsRange = { min: 0, max: 0, stepCapPoints: 0 };

function addLine(draft: Draft, org: string, line: PlanLine): void {
  const key = [line.action, line.firstContact, line.overwrites, line.path].join(' ');
  const group = draft.lines.get(key) ?? { line, variants: new Map<string, VariantDraft>() };
  draft.lines.set(key, group);
  const { from, to, via = [], byAgents: { min, max, stepCapPoints } = NO_RANGE } = line.values;
  const ends = [from, to].map((end) => (end === undefined ? [] : [end]));
  const value = canonicalJson([...ends, [...via], [min, max, stepCapPoints]]);
  const variant = group.variants.get(value) ?? { values: line.values, orgs: [] };
  group.variants.set(value, variant);
  variant.orgs.push(org);
}

function finished(draft: Draft, groupOf: (org: string) => string): ResourceGroup {
  const paths = [...draft.lines.values()].map(({ line, variants }): PathGroup => {
    const sorted = [...variants.values()].sort((a, b) => b.orgs.length - a.orgs.length);
    return {
      action: line.action,
      firstContact: line.firstContact,
      overwrites: line.overwrites,
      path: line.path,
      orgs: sorted.flatMap(({ orgs }) => orgs),
      variants: sorted.map(({ values, orgs }) => ({ ...values, orgs })),
    };
  });
  return {
    action: actionOf(draft, paths),
    ...draft.about,
    orgs: draft.orgs,
    groups: countByGroup(draft.orgs, groupOf),
    sensitive: [...draft.sensitive],
    paths,
  };
}

function actionOf({ isNew, isGone }: Draft, paths: readonly PathGroup[]): PathAction {
  if (isGone) return 'removed';
  if (isNew) return 'added';
  if (paths.some(({ action }) => action === 'conflict')) return 'conflict';
  const only = (action: PathAction): boolean => paths.every((path) => path.action === action);
  if (only('followed')) return 'followed';
  return only('kept') ? 'kept' : 'modified';
}

function countByGroup(
  orgs: readonly string[],
  groupOf: (org: string) => string,
): ResourceGroup['groups'] {
  const counts = new Map<string, number>();
  for (const org of orgs) counts.set(groupOf(org), (counts.get(groupOf(org)) ?? 0) + 1);
  return [...counts].map(([group, count]) => ({ group, orgs: count }));
}

const ORDER: readonly PathAction[] = [
  'conflict',
  'added',
  'modified',
  'followed',
  'kept',
  'removed',
];

/** What a person has to approve first, then by what happens, kind and name. */
function byImportance(left: ResourceGroup, right: ResourceGroup): number {
  const name = (group: ResourceGroup): string => `${group.kind}/${group.name}`;
  return (
    Number(right.sensitive.length > 0) - Number(left.sensitive.length > 0) ||
    ORDER.indexOf(left.action) - ORDER.indexOf(right.action) ||
    (name(left) < name(right) ? -1 : 1)
  );
}
