import {
  cycleText,
  groupDependencies,
  layersOf,
  type DependencyReason,
  type Edge,
  type Graph,
} from './graph.js';
import { ownerOfKey } from './reference.js';
import type { Environment, Release } from './release-model.js';
import { renderOrg } from './template.js';

export interface PictureNode {
  readonly id: string;
  readonly label: string;
  /** A second line: how many orgs, what the platform calls it, whose it is. */
  readonly detail: string;
  readonly inCycle: boolean;
}

/** Leads from what is needed to what needs it, as a rollout goes. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly DependencyReason[];
  /** Full keys behind the reason `reference`. */
  readonly references: readonly string[];
  readonly inCycle: boolean;
}

/** What a picture of dependencies shows, whatever it is drawn with. */
export interface GraphPicture {
  readonly title: string;
  /** Ids of nodes, first tier first. With a cycle: as if its last edge were not there. */
  readonly tiers: readonly (readonly string[])[];
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** Each depends on the next, the last on the first; null where there is none. */
  readonly cycle: readonly string[] | null;
}

type Pictured = Pick<Release, 'groups' | 'components' | 'templates'>;

/** The groups of a release in one environment, with why each waits for the others. */
export function pictureGroups(request: {
  readonly release: Pictured;
  readonly environment: Environment;
}): GraphPicture {
  const { release, environment } = request;
  const nodes = release.groups.map(({ name, orgIds }) => {
    const here = orgIds.filter((org) => Object.hasOwn(environment.orgs, org)).length;
    const orgs = `${here} ${here === 1 ? 'org' : 'orgs'}`;
    return { id: name, label: name, detail: orgs };
  });
  const edges = groupDependencies(request).map(({ node, dependsOn, reasons, references }) => ({
    from: dependsOn,
    to: node,
    reasons,
    references,
  }));
  return assemble(`Groups in ${environment.name}`, nodes, edges);
}

/** The resources of one org, and those of other orgs that they refer to. */
export function pictureResources(request: {
  readonly release: Pictured;
  readonly environment: Environment;
  readonly org: string;
}): GraphPicture {
  const { environment, org } = request;
  const { resources } = renderOrg(request);
  const own = resources.map(({ key, name }) => ({ id: key, label: shortKey(key), detail: name }));
  const known = new Set(own.map(({ id }) => id));
  const foreign = new Set(
    resources.flatMap(({ references }) => references.filter((key) => !known.has(key))),
  );
  const others = [...foreign].sort().map((key) => {
    const owner = ownerOfKey({ ...request, key });
    return { id: key, label: shortKey(key), detail: owner === null ? 'nowhere' : `in ${owner}` };
  });
  const edges = resources.flatMap(({ key, references }) =>
    references.map((from) => ({
      from,
      to: key,
      reasons: ['reference' as const],
      references: [from],
    })),
  );
  return assemble(`Resources of ${org} in ${environment.name}`, [...others, ...own], edges);
}

/** `queue/main` of `na_east/queue/main`: the title says whose it is. */
function shortKey(key: string): string {
  return key.split('/').slice(-2).join('/');
}

function assemble(
  title: string,
  nodes: readonly Omit<PictureNode, 'inCycle'>[],
  edges: readonly Omit<PictureEdge, 'inCycle'>[],
): GraphPicture {
  const graph = {
    nodes: nodes.map(({ id }) => id),
    edges: edges.map(({ from, to }) => ({ node: to, dependsOn: from })),
  };
  const { tiers, cycles } = tiersOf(graph);
  const inCycle = ({ from, to }: { from: string; to: string }): boolean =>
    cycles.some((cycle) =>
      cycle.some((node, at) => node === to && cycle[(at + 1) % cycle.length] === from),
    );
  const [cycle = null] = cycles;
  return {
    title: cycle === null ? title : `${title}: cycle ${cycleText(cycle)}`,
    tiers,
    nodes: nodes.map((node) => ({ ...node, inCycle: cycles.some((one) => one.includes(node.id)) })),
    edges: edges.map((edge) => ({ ...edge, inCycle: inCycle(edge) })),
    cycle,
  };
}

/** Tiers also of a graph with cycles: the last edge of each is left out until there is none. */
function tiersOf(graph: Graph<string>): { tiers: string[][]; cycles: string[][] } {
  const cycles: string[][] = [];
  const isCut = ({ node, dependsOn }: Edge<string>): boolean =>
    cycles.some((cycle) => cycle.at(-1) === node && cycle[0] === dependsOn);
  for (;;) {
    const layering = layersOf({ ...graph, edges: graph.edges.filter((edge) => !isCut(edge)) });
    if (layering.ok) return { tiers: layering.layers, cycles };
    cycles.push(layering.cycle);
  }
}
