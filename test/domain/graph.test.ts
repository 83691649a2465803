import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { groupTiers, layersOf, resourceLayers } from '../../src/domain/graph.js';
import type { Edge, Graph } from '../../src/domain/graph.js';
import { renderOrg } from '../../src/domain/template.js';
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
