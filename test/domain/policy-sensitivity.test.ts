import assert from 'node:assert/strict';

import type { PathChange, ResourcePlan } from '../../src/domain/org-plan.js';
import { planResource } from '../../src/domain/plan.js';
import { matchesPath, policySensitivities } from '../../src/domain/policy-sensitivity.js';
import type { SensitivePath } from '../../src/domain/release-model.js';

const capacity: SensitivePath = { name: 'capacity', kind: 'trunk', path: '/capacity/*' };

describe('a path that a policy names', () => {
  it('is matched segment by segment, with all below it', () => {
    const cases: [string, string, boolean][] = [
      ['/capacity/*', '/capacity/max', true],
      ['/capacity/*', '/capacity/max/deep', true],
      ['/capacity/*', '/capacity', false],
      ['/capacity/*', '/capacities/max', false],
      ['/targets/*/weight', '/targets/[ref:a~1queue~1b]/weight', true],
      ['/targets/*/weight', '/targets/[a]/priority', false],
      ['/**/weight', '/a/b/[c]/weight', true],
      ['/**/weight', '/a/b/c', false],
      ['/settings/max*s', '/settings/maxWaits', true],
      ['/settings/m*W*s', '/settings/maxWaits', true],
      ['/settings/ma*as', '/settings/mas', false],
      ['/settings/a.c', '/settings/abc', false],
    ];
    for (const [pattern, path, expected] of cases)
      assert.equal(matchesPath(pattern, path), expected, `${pattern} ${path}`);
  });

  const of = (changes: PathChange[], more: Partial<ResourcePlan> = {}): string[] =>
    policySensitivities([capacity], {
      kind: 'trunk',
      action: 'modified',
      changes,
      desired: { name: 'A' },
      ...more,
    });

  it('makes changes of its kind sensitive, also within a value that changes as a whole', () => {
    const change = { path: '/capacity/max', from: 1, to: 2 };
    assert.deepEqual(of([change, { ...change, path: '/capacity/min' }]), ['policy:capacity']);
    assert.deepEqual(of([change], { kind: 'queue' }), []);
    assert.deepEqual(of([{ path: '/name', from: 'a', to: 'b' }]), []);
    assert.deepEqual(of([{ path: '/capacity', from: { max: 1 }, to: 3 }]), ['policy:capacity']);
  });

  it('makes a new resource that has it sensitive', () => {
    const action = 'added';
    assert.deepEqual(of([], { action, desired: { capacity: { max: 1 } } }), ['policy:capacity']);
    assert.deepEqual(of([], { action, desired: { name: 'A' } }), []);
  });

  it('is named by the plan, beside what is always sensitive', () => {
    const body = { name: 'A', enabled: false, capacity: { max: 2 } };
    const { sensitive } = planResource({
      rendered: {
        key: 'a/trunk/b',
        kind: 'trunk',
        component: 'c',
        name: 'A',
        body,
        references: [],
      },
      desired: body,
      live: {
        kind: 'trunk',
        id: '1',
        name: 'A',
        body: { name: 'A', enabled: true, capacity: { max: 1 } },
        version: null,
        enabled: true,
      },
      base: null,
      onConflict: 'hold',
      layer: 0,
      sensitivePaths: [capacity],
    });
    assert.deepEqual(sensitive, ['trunk_failover', 'policy:capacity']);
  });
});
