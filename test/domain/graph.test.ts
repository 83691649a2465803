import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import type { JsonObject } from '../../src/domain/json.js';
import type { RenderedResource } from '../../src/domain/release-model.js';
import type { ResourceKind } from '../../src/domain/resource.js';
import { groupTiers, layersOf, resourceLayers } from '../../src/domain/graph.js';
import type { Edge, Graph } from '../../src/domain/graph.js';
import { renderOrg } from '../../src/domain/template.js';
import { runs } from './runs.js';
import { sampleEnvironment, sampleRelease } from './sample-release.js';

const anyGraph: fc.Arbitrary<Graph<number>> = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const node = fc.nat({ max: size - 1 });
  const nodes = Array.from({ length: size }, (_, index) => index);
  return fc
    .array(fc.record({ node, dependsOn: node }), { maxLength: 24 })
    .map((edges) => ({ nodes, edges }));
});

const acyclicGraph = anyGraph.map(({ nodes, edges }) => ({
  nodes,
  edges: edges.flatMap(({ node, dependsOn }): Edge<number>[] =>
    node === dependsOn
      ? []
      : [{ node: Math.max(node, dependsOn), dependsOn: Math.min(node, dependsOn) }],
  ),
}));

describe('layering', () => {
  it('of an acyclic graph holds every node once and respects every edge', () => {
    fc.assert(
      fc.property(acyclicGraph, (graph) => {
        const layering = layersOf(graph);
        assert.ok(layering.ok);
        const position = new Map(
          layering.layers.flatMap((layer, index) => layer.map((node) => [node, index] as const)),
        );
        assert.equal(layering.layers.flat().length, graph.nodes.length);
        assert.equal(position.size, graph.nodes.length);
        for (const { node, dependsOn } of graph.edges)
          assert.ok((position.get(node) ?? -1) > (position.get(dependsOn) ?? Infinity));
      }),
      runs(1000),
    );
  });

  it('places every node as early as it can be', () => {
    fc.assert(
      fc.property(acyclicGraph, (graph) => {
        const layering = layersOf(graph);
        assert.ok(layering.ok);
        for (const [index, layer] of layering.layers.entries())
          for (const node of layer)
            if (index > 0)
              assert.ok(
                graph.edges.some(
                  (edge) =>
                    edge.node === node && layering.layers[index - 1]?.includes(edge.dependsOn),
                ),
              );
      }),
      runs(1000),
    );
  });

  it('of any graph either succeeds or shows a true cycle', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const layering = layersOf(graph);
        if (layering.ok) return;
        const { cycle } = layering;
        assert.ok(cycle.length > 0);
        for (const [index, node] of cycle.entries()) {
          const dependsOn = cycle[(index + 1) % cycle.length];
          assert.ok(graph.edges.some((edge) => edge.node === node && edge.dependsOn === dependsOn));
        }
      }),
      runs(1000),
    );
  });

  it('ignores edges from and to strangers', () => {
    const edges = [
      { node: 'a', dependsOn: 'x' },
      { node: 'x', dependsOn: 'a' },
    ];
    assert.deepEqual(layersOf({ nodes: ['a'], edges }), { ok: true, layers: [['a']] });
  });
});

describe('the order of resources and groups', () => {
  const environment = sampleEnvironment();

  it('puts a resource after those of the own group that it refers to', () => {
    const { resources } = renderOrg({ release: sampleRelease(), environment, org: 'east' });
    assert.deepEqual(
      [...resourceLayers(resources)],
      [
        ['region/queue/main', 0],
        ['region/strategy/routing', 1],
      ],
    );
  });

  it('throws the cycle', () => {
    const release = sampleRelease({
      'templates/main.yaml': { name: 'Main', to: { ref: 'strategy/routing' } },
    });
    const { resources } = renderOrg({ release, environment, org: 'east' });
    assert.throws(() => resourceLayers(resources), /cycle of resources: .*main → /);
  });

  it('puts a resource after those that its platform’s language names, unless that leads in a circle', () => {
    const resource = (kind: ResourceKind, name: string, body: JsonObject): RenderedResource => ({
      key: `region/${kind}/${name.toLowerCase()}`,
      kind,
      component: 'routing',
      name,
      body: { name, ...body },
      references: [],
    });
    const welcome = resource('flow', 'Welcome', {
      tasks: [{ queue: { lit: { name: 'Support' } } }],
    });
    const support = resource('queue', 'Support', { note: 'Welcome' });
    const row = resource('strategy', 'Weights/main', { Support: 100 });
    const table = resource('data_table', 'Weights', {});
    const all = [welcome, support, row, table];
    assert.deepEqual([...resourceLayers(all).values()], [0, 0, 0, 0], 'no such language');
    const named = resourceLayers(all, (kind) =>
      kind === 'flow' ? ['queue'] : kind === 'strategy' ? ['data_table'] : [],
    );
    assert.deepEqual(
      all.map(({ key }) => named.get(key)),
      [1, 0, 1, 0],
    );
    const circle = resourceLayers(all, (kind) => (kind === 'flow' ? ['queue'] : ['flow']));
    assert.deepEqual([...circle.values()], [0, 0, 0, 0]);
  });

  it('puts groups after those that they refer to, even without a parent', () => {
    const flat = sampleEnvironment({ east: null, west: null });
    const tiers = [['shared', 'solo'], ['region']];
    assert.deepEqual(groupTiers({ release: sampleRelease(), environment: flat }), tiers);
  });

  it('puts parents before children and follows depends_on', () => {
    const release = sampleRelease({ 'templates/routing.json': { name: 'Routing' } });
    const tiers = [['shared', 'solo'], ['region']];
    assert.deepEqual(groupTiers({ release, environment }), tiers);
    const groups = release.groups.map((group) =>
      group.name === 'shared' ? { ...group, dependsOn: ['solo'] } : group,
    );
    const chain = [['solo'], ['shared'], ['region']];
    assert.deepEqual(groupTiers({ release: { ...release, groups }, environment }), chain);
  });

  it('throws the cycle of groups', () => {
    const turned = sampleEnvironment({ hub: 'lone', lone: 'east' });
    const run = (): unknown => groupTiers({ release: sampleRelease(), environment: turned });
    assert.throws(run, /cycle of groups: .* → /);
  });
});

/** Groups, one a component with resources that refer to each other's keys, in and across groups. */
const anyRelease = fc
  .record({
    parents: fc.array(fc.option(fc.nat(4)), { minLength: 5, maxLength: 5 }),
    dependsOn: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 3 }),
    references: fc.array(fc.tuple(fc.nat(4), fc.nat(2), fc.nat(4), fc.nat(2)), { maxLength: 6 }),
  })
  .map(({ parents, dependsOn, references }) => {
    const names = [0, 1, 2, 3, 4].map((at) => `g${at}`);
    const queues = [0, 1, 2].map((at) => `q${at}`);
    const key = (group: number, queue: number): string => `${names[group]}/queue/${queues[queue]}`;
    const release = {
      groups: names.map((name, at) => ({
        name,
        orgIds: [`org-${name}`],
        components: [`c-${name}`],
        dependsOn: dependsOn.filter(([from]) => from === at).map(([, to]) => `g${to}`),
      })),
      components: Object.fromEntries(
        names.map((group) => {
          const resources = queues.map((name) => ({
            kind: 'queue' as const,
            name,
            template: `${group}/${name}`,
          }));
          return [`c-${group}`, { name: `c-${group}`, resources }];
        }),
      ),
      templates: Object.fromEntries(
        names.flatMap((group, at) =>
          queues.map((name, queue) => {
            const to = references
              .filter(([from, which]) => from === at && which === queue)
              .map(([, , other, target]) => ({ deep: { ref: key(other, target) } }));
            return [`${group}/${name}`, { name: `${group} ${name}`, to }];
          }),
        ),
      ),
    };
    const orgs = parents.map((parent, at) => [
      `org-g${at}`,
      parent === null ? null : `org-g${parent}`,
    ]);
    const sample = sampleEnvironment(Object.fromEntries(orgs) as Record<string, string | null>);
    return { release, environment: sample, parents, dependsOn, references };
  });

describe('the order of any release', () => {
  it('puts groups after all that they depend on, refer to or are below, else names a true cycle', () => {
    fc.assert(
      fc.property(anyRelease, ({ release, environment, parents, dependsOn, references }) => {
        const edges = [
          ...dependsOn,
          ...references.map(([from, , to]) => [from, to] as const).filter(([a, b]) => a !== b),
          ...parents.flatMap((to, from) =>
            to === null || to === from ? [] : [[from, to] as const],
          ),
        ].map(([from, to]) => `g${from} → g${to}`);
        try {
          const tiers = groupTiers({ release, environment });
          const tierOf = (name = ''): number => tiers.findIndex((tier) => tier.includes(name));
          assert.deepEqual(tiers.flat().sort(), ['g0', 'g1', 'g2', 'g3', 'g4']);
          for (const [from, to] of edges.map((edge) => edge.split(' → ')))
            assert.ok(tierOf(from) > tierOf(to), `${from} is not after ${to}`);
        } catch (error) {
          const [, path] = /^cycle of groups: (.*)$/.exec((error as Error).message) ?? [];
          if (path === undefined) throw error;
          const steps = path.split(' → ');
          assert.equal(steps[0], steps.at(-1));
          for (const [at, step] of steps.slice(1).entries())
            assert.ok(
              edges.includes(`${steps[at]} → ${step}`),
              `${steps[at]} → ${step} is no edge`,
            );
        }
      }),
      runs(1000),
    );
  });

  it('puts resources after those of their org that they refer to, else names a true cycle', () => {
    fc.assert(
      fc.property(anyRelease, ({ release, environment }) => {
        const { resources } = renderOrg({ release, environment, org: 'org-g0' });
        const refersTo = (from: string, to: string): boolean =>
          resources.some(({ key, references }) => key === from && references.includes(to));
        try {
          const layers = resourceLayers(resources);
          assert.equal(layers.size, resources.length);
          for (const { key, references } of resources)
            for (const needed of references.filter((one) => layers.has(one)))
              assert.ok((layers.get(key) ?? -1) > (layers.get(needed) ?? Infinity), key);
        } catch (error) {
          const [, path] = /^cycle of resources: (.*)$/.exec((error as Error).message) ?? [];
          if (path === undefined) throw error;
          const steps = path.split(' → ');
          assert.equal(steps[0], steps.at(-1));
          for (const [at, step] of steps.slice(1).entries())
            assert.ok(refersTo(steps[at] ?? '', step), `${steps[at]} → ${step} is no reference`);
        }
      }),
      runs(1000),
    );
  });
});
