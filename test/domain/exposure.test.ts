import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { reachOf, type ResourceNode, type ResourceReference } from '../../src/domain/exposure.js';
import { layOutWaves } from '../../src/domain/wave-controls.js';

function node(text: string): ResourceNode {
  const [org = '', key = ''] = text.split(':');
  return { org, key };
}

function reached(changed: readonly string[], references: readonly [string, string][]): string[] {
  const reach = reachOf(references.map(([from, to]) => ({ from: node(from), to: node(to) })));
  return [...reach(changed.map(node))].sort();
}

describe('reach', () => {
  it('is whoever changes, and whoever refers to what changes, not to its neighbours', () => {
    assert.deepEqual(reached(['hub:queue'], []), ['hub']);
    assert.deepEqual(
      reached(
        ['hub:queue'],
        [
          ['sub_1:strategy', 'hub:queue'],
          ['sub_2:strategy', 'hub:other'],
          ['sub_3:strategy', 'sub_3:queue'],
        ],
      ),
      ['hub', 'sub_1'],
    );
  });

  it('goes through resources that do not change themselves, in whatever org', () => {
    const references: [string, string][] = [
      ['sub_1:strategy', 'hub:flow'],
      ['hub:flow', 'hub:queue'],
      ['sub_2:flow', 'sub_1:strategy'],
      ['sub_3:strategy', 'hub:apart'],
    ];
    assert.deepEqual(reached(['hub:queue'], references), ['hub', 'sub_1', 'sub_2']);
  });

  it('ends where resources refer to each other in a circle', () => {
    const circle: [string, string][] = [
      ['a:x', 'b:x'],
      ['b:x', 'c:x'],
      ['c:x', 'a:x'],
      ['d:x', 'a:x'],
    ];
    assert.deepEqual(reached(['b:x'], circle), ['a', 'b', 'c', 'd']);
  });
});

const ORGS = ['hub', 'mid', 'sub_1', 'sub_2', 'sub_3', 'sub_4'];
const nodes = fc.record({ org: fc.constantFrom(...ORGS), key: fc.constantFrom('a', 'b', 'c') });
const graphs = fc.array(fc.record({ from: nodes, to: nodes }), { maxLength: 25 });

/** By the definition: some way of at most as many steps as there are resources leads to what changes. */
function comesTo(
  org: string,
  changed: readonly ResourceNode[],
  references: readonly ResourceReference[],
): boolean {
  const same = (a: ResourceNode, b: ResourceNode): boolean => a.org === b.org && a.key === b.key;
  let at: ResourceNode[] = ['a', 'b', 'c'].map((key) => ({ org, key }));
  for (let step = 0; step <= ORGS.length * 3; step += 1) {
    if (at.some((one) => changed.some((target) => same(one, target)))) return true;
    at = references.filter(({ from }) => at.some((one) => same(one, from))).map(({ to }) => to);
  }
  return false;
}

describe('controls of waves, over random graphs', () => {
  it('reach is what walking forward along references finds', () => {
    fc.assert(
      fc.property(graphs, fc.array(nodes, { maxLength: 4 }), (references, changed) => {
        const expected = ORGS.filter((org) => comesTo(org, changed, references));
        assert.deepEqual([...reachOf(references)(changed)].sort(), expected.sort());
      }),
    );
  });

  it('no control is written to, nor do its callers reach what any wave so far changed', () => {
    const plans = fc.record({
      references: graphs,
      changed: fc.array(nodes, { maxLength: 8 }),
      cuts: fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })),
    });
    fc.assert(
      fc.property(plans, ({ references, changed, cuts }) => {
        const [first, second] = cuts.toSorted((a, b) => a - b) as [number, number];
        const parts = [ORGS.slice(0, first), ORGS.slice(first, second), ORGS.slice(second)];
        const waves = parts.filter(({ length }) => length > 0).map((orgs) => ({ name: '', orgs }));
        const laidOut = layOutWaves({
          waves,
          candidates: new Set(ORGS.slice(1)),
          known: ORGS,
          changedIn: (org) => changed.filter((one) => one.org === org),
          reach: reachOf(references),
        });
        const done: string[] = [];
        const watched = new Set<string>();
        for (const { orgs, controls, exposed } of laidOut) {
          done.push(...orgs);
          const soFar = changed.filter(({ org }) => done.includes(org));
          const touched = (org: string): boolean =>
            done.includes(org) || comesTo(org, soFar, references);
          assert.deepEqual(controls.filter(touched), []);
          for (const org of exposed) watched.add(org);
          // Whoever is reached and not written to is watched, with the wave that first changed it.
          const missed = ORGS.filter((org) => touched(org) && !done.includes(org));
          assert.deepEqual(
            missed.filter((org) => !watched.has(org)),
            [],
          );
          assert.deepEqual(
            exposed.filter((org) => done.includes(org)),
            [],
          );
        }
      }),
    );
  });

  it('takes orgs that could have been drawn before all others', () => {
    const layOut = (candidates: readonly string[], waves: readonly (readonly string[])[]) =>
      layOutWaves({
        waves: waves.map((orgs) => ({ name: '', orgs })),
        candidates: new Set(candidates),
        known: ORGS,
        changedIn: (org) => [{ org, key: 'own' }],
        reach: reachOf([]),
      }).map(({ controls, controlsDrawn }) => ({ controls, controlsDrawn }));
    assert.deepEqual(layOut(['sub_1', 'sub_2'], [['sub_1'], ['sub_2']]), [
      { controls: ['sub_2'], controlsDrawn: true },
      { controls: ['hub', 'mid', 'sub_3', 'sub_4'], controlsDrawn: false },
    ]);
  });
});
