import { isJsonObject, type Json } from './json.js';
import { ownMember } from './own-member.js';
import type { Environment, Release, RenderedResource } from './release-model.js';
import { groupOf, parseKey } from './resource-key.js';
import type { ResourceKind } from './resource.js';
import { renderOrg } from './template.js';

/** `node` can only come after `dependsOn`. */
export interface Edge<N> {
  readonly node: N;
  readonly dependsOn: N;
}

export interface Graph<N> {
  readonly nodes: readonly N[];
  /** Edges to or from what is not in `nodes` are ignored. */
  readonly edges: readonly Edge<N>[];
}

export type Layering<N> =
  | { readonly ok: true; readonly layers: N[][] }
  /** Each depends on the next, the last on the first. */
  | { readonly ok: false; readonly cycle: N[] };

/** Kahn's algorithm: each node in the first layer after all that it depends on, in the order given. */
export function layersOf<N>({ nodes, edges }: Graph<N>): Layering<N> {
  const waitsFor = new Map<N, Set<N>>([...new Set(nodes)].map((node) => [node, new Set()]));
  for (const { node, dependsOn } of edges)
    if (waitsFor.has(dependsOn)) waitsFor.get(node)?.add(dependsOn);
  const layers: N[][] = [];
  const placed = new Set<N>();
  while (placed.size < waitsFor.size) {
    const layer = [...waitsFor].filter(
      ([node, needs]) => !placed.has(node) && [...needs].every((need) => placed.has(need)),
    );
    if (layer.length === 0) return { ok: false, cycle: findCycle(waitsFor, placed) };
    layers.push(layer.map(([node]) => node));
    for (const [node] of layer) placed.add(node);
  }
  return { ok: true, layers };
}

/** Every node that is left waits for another one that is left, so following them must come back. */
function findCycle<N>(waitsFor: ReadonlyMap<N, ReadonlySet<N>>, placed: ReadonlySet<N>): N[] {
  const walk: N[] = [];
  let node = [...waitsFor.keys()].find((candidate) => !placed.has(candidate));
  while (node !== undefined && !walk.includes(node)) {
    walk.push(node);
    node = [...(waitsFor.get(node) ?? [])].find((need) => !placed.has(need));
  }
  return node === undefined ? walk : walk.slice(walk.indexOf(node));
}

/** The graph of an org's resources by the references among them. */
export function resourceGraph(resources: readonly RenderedResource[]): Graph<string> {
  return {
    nodes: resources.map(({ key }) => key),
    edges: resources.flatMap(({ key, references }) =>
      references.map((dependsOn) => ({ node: key, dependsOn })),
    ),
  };
}

/** Kinds that a resource of a kind may name in its own language. */
export type NamedKinds = (kind: ResourceKind) => readonly ResourceKind[];

/** Who comes before whom since the one names the other by its name, or by a path that begins with it. */
function edgesByName(
  resources: readonly RenderedResource[],
  namedBy: NamedKinds,
): readonly Edge<string>[] {
  return resources.flatMap((resource) => {
    const kinds = namedBy(resource.kind);
    if (kinds.length === 0) return [];
    const texts = [...textsOf(resource.body)];
    return resources
      .filter(({ key, kind }) => key !== resource.key && kinds.includes(kind))
      .filter(({ name }) => texts.some((text) => text === name || text.startsWith(`${name}/`)))
      .map(({ key }) => ({ node: resource.key, dependsOn: key }));
  });
}

/** Every text of a body, names of members among them. */
function textsOf(value: Json, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') found.add(value);
  else if (Array.isArray(value)) for (const item of value) textsOf(item, found);
  else if (isJsonObject(value))
    for (const [name, member] of Object.entries(value)) textsOf(member, found.add(name));
  return found;
}

/**
 * Position of each of an org's resources in its order of writing, from 0. Throws on a cycle of references; names that
 * lead in a circle tell nothing, and are left out.
 */
export function resourceLayers(
  resources: readonly RenderedResource[],
  namedBy: NamedKinds = () => [],
): Map<string, number> {
  const graph = resourceGraph(resources);
  const named = layersOf({ ...graph, edges: [...graph.edges, ...edgesByName(resources, namedBy)] });
  const layering = named.ok ? named : layersOf(graph);
  if (!layering.ok) throw new Error(`cycle of resources: ${cycleText(layering.cycle)}`);
  return new Map(
    layering.layers.flatMap((layer, index) => layer.map((key) => [key, index] as const)),
  );
}

type GraphedRelease = Pick<Release, 'groups' | 'components' | 'templates'>;

/** Why one group comes after another: the manifest says so, an org's parent is in it, or something refers to it. */
export type DependencyReason = 'depends_on' | 'parent' | 'reference';

export interface GroupDependency extends Edge<string> {
  readonly reasons: readonly DependencyReason[];
  /** Full keys of the other group that resources of this one refer to, sorted. */
  readonly references: readonly string[];
}

/** What the dependencies of groups are found in. */
export interface GraphRequest {
  readonly release: GraphedRelease;
  readonly environment: Environment;
  /** An org's resources, where the caller has them rendered already. */
  readonly resourcesOf?: (org: string) => readonly RenderedResource[];
}

/** What groups wait for: `depends_on`, references into another group, and a parent's group before a child's. */
export function groupDependencies({
  release,
  environment,
  resourcesOf = (org) => renderOrg({ release, environment, org }).resources,
}: GraphRequest): GroupDependency[] {
  return release.groups.flatMap((group) => {
    const reasons = new Map<string, Set<DependencyReason>>();
    const references = new Set<string>();
    const needs = (other: string | undefined, reason: DependencyReason): void => {
      if (other !== undefined) reasons.set(other, (reasons.get(other) ?? new Set()).add(reason));
    };
    for (const other of group.dependsOn) needs(other, 'depends_on');
    for (const org of group.orgIds.filter((name) => Object.hasOwn(environment.orgs, name))) {
      const parent = ownMember(environment.orgs, org)?.parent ?? null;
      const above = parent === null ? undefined : groupOf(release, parent)?.name;
      if (above !== group.name) needs(above, 'parent');
      for (const resource of resourcesOf(org))
        for (const key of resource.references) references.add(key);
    }
    const foreign = [...references].sort().filter((key) => parseKey(key)?.group !== group.name);
    for (const key of foreign) needs(parseKey(key)?.group, 'reference');
    return [...reasons].map(([dependsOn, why]) => ({
      node: group.name,
      dependsOn,
      reasons: [...why],
      references: foreign.filter((key) => parseKey(key)?.group === dependsOn),
    }));
  });
}

/** The graph of groups by what they wait for. */
export function groupGraph(request: GraphRequest): Graph<string> {
  const edges = groupDependencies(request).map(({ node, dependsOn }) => ({ node, dependsOn }));
  return { nodes: request.release.groups.map(({ name }) => name), edges };
}

/** Names of groups, tier by tier, parents first. Groups without an org here keep their place. Throws on a cycle. */
export function groupTiers(request: GraphRequest): string[][] {
  const layering = layersOf(groupGraph(request));
  if (!layering.ok) throw new Error(`cycle of groups: ${cycleText(layering.cycle)}`);
  return layering.layers;
}

/** `a → b → a`. */
export function cycleText(cycle: readonly string[]): string {
  return [...cycle, ...cycle.slice(0, 1)].join(' → ');
}
