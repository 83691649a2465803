import assert from 'node:assert/strict';

import type { JsonObject } from '../../src/domain/json.js';
import type { PathChange, ResourceBase, ResourcePlan } from '../../src/domain/org-plan.js';
import {
  assembleOrgPlan,
  countActions,
  planResource,
  sensitiveChanges,
  weightInverse,
  writesOf,
} from '../../src/domain/plan.js';
import type { RenderedResource } from '../../src/domain/release-model.js';
import type { LiveResource, ResourceKind } from '../../src/domain/resource.js';

function rendered(body: JsonObject, kind: ResourceKind = 'strategy'): RenderedResource {
  return { key: `na/${kind}/main`, kind, component: 'routing', name: 'Main', body, references: [] };
}

function liveOf(body: JsonObject, kind: ResourceKind = 'strategy'): LiveResource {
  return { kind, id: 's1', name: 'Main', body, version: '"1"', enabled: true };
}

function plan(
  desired: JsonObject,
  live: LiveResource | null,
  base: ResourceBase | null = null,
): ResourcePlan {
  return planResource({
    rendered: rendered(desired),
    desired,
    live,
    base,
    onConflict: 'hold',
    layer: 0,
  });
}

describe('planResource', () => {
  it('adds what the org has not: the whole target, no paths', () => {
    const body = { name: 'Main', queue: { ref: 'hub/queue/a' } };
    assert.deepEqual(
      planResource({
        rendered: rendered(body),
        desired: { name: 'Main', queue: 'q1' },
        live: null,
        base: { id: 'gone', values: { '/name': 'Main' } },
        onConflict: 'hold',
        layer: 2,
      }),
      {
        key: 'na/strategy/main',
        kind: 'strategy',
        component: 'routing',
        name: 'Main',
        id: null,
        action: 'added',
        changes: [],
        held: [],
        desired: body,
        sensitive: ['routing_weights'],
        layer: 2,
      },
    );
  });

  it('compares with the resolved target and records the symbolic one', () => {
    const body = { queue: { ref: 'hub/queue/a' } };
    const planned = planResource({
      rendered: rendered(body),
      desired: { queue: 'q1' },
      live: liveOf({ queue: 'q1' }),
      base: null,
      onConflict: 'hold',
      layer: 0,
    });
    assert.equal(planned.action, 'unchanged');
    assert.equal(planned.id, 's1');
    assert.deepEqual(planned.desired, body);
  });

  it('names the action', () => {
    const base = { id: 's1', values: { '/a': 1, '/b': 1 } };
    assert.equal(plan({ a: 2, b: 1 }, liveOf({ a: 1, b: 1 }), base).action, 'modified');
    assert.equal(plan({ a: 1, b: 1 }, liveOf({ a: 9, b: 1 }), base).action, 'kept');
    assert.equal(plan({ a: 2, b: 1 }, liveOf({ a: 1, b: 9 }), base).action, 'modified');
    const conflict = plan({ a: 2, b: 2 }, liveOf({ a: 1, b: 9 }), base);
    assert.equal(conflict.action, 'conflict');
    assert.deepEqual(conflict.changes, [{ path: '/a', from: 1, to: 2 }]);
  });

  it('does not trust a base that was recorded under another id', () => {
    const other = { id: 's0', values: { '/a': 1 } };
    assert.deepEqual(plan({ a: 2 }, liveOf({ a: 1 }), other).changes, [
      { path: '/a', from: 1, to: 2, unbased: true },
    ]);
  });
});

describe('sensitiveChanges', () => {
  const of = (kind: ResourceKind, ...changes: PathChange[]): string[] =>
    sensitiveChanges({ kind, action: 'modified', changes, desired: {} });

  it('are those of a strategy that move its weights, priorities or targets', () => {
    assert.deepEqual(of('strategy', { path: '/targets/[q]/weight', from: 1, to: 2 }), [
      'routing_weights',
    ]);
    assert.deepEqual(of('strategy', { path: '/targets/[q]/priority', from: 1, to: 2 }), [
      'routing_weights',
    ]);
    assert.deepEqual(of('strategy', { path: '/targets/[q]/id', from: 'q' }), ['routing_weights']);
    assert.deepEqual(of('strategy', { path: '/targets', to: ['q'] }), ['routing_weights']);
    assert.deepEqual(of('strategy', { path: '/rules', from: [{ weight: 1 }], to: [] }), [
      'routing_weights',
    ]);
    assert.deepEqual(of('strategy', { path: '/settings/longRunning', to: true }), []);
    assert.deepEqual(of('strategy', { path: '/targets/[q]/label', to: 'x' }), []);
    assert.deepEqual(of('queue', { path: '/members/[q]/weight', to: 1 }), []);
  });

  it('are those of a point of contact that send its callers elsewhere', () => {
    const path = '/scriptName';
    assert.deepEqual(of('point_of_contact', { path, from: 'a', to: 'b' }), ['routing_weights']);
    assert.deepEqual(of('point_of_contact', { path: '/name', from: 'a', to: 'b' }), []);
    assert.deepEqual(of('flow', { path, from: 'a', to: 'b' }), []);
  });

  it('are those of an IVR that lead its callers elsewhere', () => {
    const to = { id: 'flow-2' };
    assert.deepEqual(of('ivr', { path: '/openHoursFlow', to }), ['routing_weights']);
    assert.deepEqual(of('ivr', { path: '/openHoursFlow/id', from: 'flow-1', to: 'flow-2' }), [
      'routing_weights',
    ]);
    assert.deepEqual(of('ivr', { path: '/description', to: 'x' }), []);
  });

  it('are weights wherever a platform has them: columns of a row, branches of a script', () => {
    assert.deepEqual(of('strategy', { path: '/Support', from: 80, to: 70 }), ['routing_weights']);
    assert.deepEqual(of('strategy', { path: '/name', from: 'a', to: 'b' }), []);
    assert.deepEqual(of('flow', { path: '/branches/3', from: [{ to: 4, weight: 80 }], to: [] }), [
      'routing_weights',
    ]);
    assert.deepEqual(of('flow', { path: '/blocks/[b]/label', to: 'x' }), []);
  });

  it('are those of a trunk that move its failover or switch it', () => {
    assert.deepEqual(of('trunk', { path: '/failover/trunk', to: 't2' }), ['trunk_failover']);
    assert.deepEqual(of('trunk', { path: '/settings/failoverTrunk', to: 't2' }), [
      'trunk_failover',
    ]);
    assert.deepEqual(of('trunk', { path: '/enabled', from: true, to: false }), ['trunk_failover']);
    assert.deepEqual(of('trunk', { path: '/codec', to: 'opus' }), []);
  });

  it('count a new strategy, and a new trunk that names a failover', () => {
    const added = (kind: ResourceKind, desired: JsonObject): string[] =>
      sensitiveChanges({ kind, action: 'added', changes: [], desired });
    assert.deepEqual(added('strategy', {}), ['routing_weights']);
    assert.deepEqual(added('queue', { failover: 'q2' }), []);
    assert.deepEqual(added('trunk', { settings: { failoverTrunk: { ref: 'trunk/second' } } }), [
      'trunk_failover',
    ]);
    assert.deepEqual(added('trunk', { paths: [{ name: 'a', failover: true }] }), [
      'trunk_failover',
    ]);
    assert.deepEqual(added('trunk', { settings: { enabled: true, channels: 200 } }), []);
  });

  it('of a trunk that exists do not go by what its template names', () => {
    const desired = { failover: 't2', codec: 'opus' };
    const changes = [{ path: '/codec', to: 'opus' }];
    assert.deepEqual(sensitiveChanges({ kind: 'trunk', action: 'modified', changes, desired }), []);
  });
});

describe('assembleOrgPlan', () => {
  const base = { id: 's1', values: { '/a': 1, '/targets/[q]/weight': 10 } };
  const modified = {
    ...plan(
      { a: 2, targets: [{ id: 'q', weight: 60 }] },
      liveOf({ a: 1, targets: [{ id: 'q', weight: 10 }] }),
      base,
    ),
    layer: 1,
  };
  const added = { ...plan({ a: 1 }, null), key: 'na/strategy/new' };
  const about = {
    org: 'org_sub_002',
    realOrgId: 'real-2',
    environment: 'production',
    commit: 'abc',
    releaseDigest: 'def',
  };
  const hash = (text: string): string => `digest of ${text}`;
  const assembled = assembleOrgPlan({ ...about, resources: [modified, added], hash });

  it('orders by layer and counts the layers', () => {
    assert.deepEqual(
      assembled.resources.map(({ key }) => key),
      ['na/strategy/new', 'na/strategy/main'],
    );
    assert.equal(assembled.layers, 2);
    assert.equal(assembleOrgPlan({ ...about, resources: [], hash }).layers, 0);
  });

  it('has a digest over all of it that the order of what it was given does not change', () => {
    const other = assembleOrgPlan({ ...about, resources: [added, modified], hash });
    assert.equal(other.digest, assembled.digest);
    assert.notEqual(
      assembleOrgPlan({ ...about, commit: 'abd', resources: [added, modified], hash }).digest,
      assembled.digest,
    );
    assert.match(assembled.digest, /^digest of \{"commit":"abc","environment":"production",/);
  });

  it('names the resources that no template declares any more, and writes nothing to them', () => {
    const bases = {
      'na/strategy/main': { id: 's1', values: {} },
      'na/trunk/z': { id: 't9', values: { '/a': 1 } },
      'na/flow/gone': { id: 'f9', values: {} },
      'na/strategy/former_name': { id: 's1', values: {} },
    };
    const plan = assembleOrgPlan({ ...about, resources: [modified, added], bases, hash });
    assert.deepEqual(plan.removed, [
      { key: 'na/flow/gone', id: 'f9' },
      { key: 'na/trunk/z', id: 't9' },
    ]);
    assert.deepEqual(plan.resources, assembled.resources);
    assert.equal(writesOf(plan), writesOf(assembled));
    assert.notEqual(plan.digest, assembled.digest);
  });

  it('is the same plan with and without bases where nothing was removed', () => {
    const bases = { 'na/strategy/main': { id: 's1', values: {} } };
    const resources = [modified, added];
    assert.deepEqual(assembleOrgPlan({ ...about, resources, bases, hash }), assembled);
  });

  it('is counted by action and by writes', () => {
    assert.deepEqual(countActions(assembled), {
      added: 1,
      modified: 1,
      unchanged: 0,
      kept: 0,
      conflict: 0,
    });
    assert.equal(writesOf(assembled), 2);
    assert.equal(writesOf({ resources: [plan({ a: 1 }, liveOf({ a: 1 }))] }), 0);
  });

  it('gives the inverse of its weights, of existing strategies only', () => {
    const { id: _, ...queue } = { ...modified, kind: 'queue' as const };
    const resources = [...assembled.resources, { ...queue, id: 'q9' }];
    assert.deepEqual(weightInverse({ resources }), [
      {
        key: 'na/strategy/main',
        kind: 'strategy',
        id: 's1',
        changes: [{ path: '/targets/[q]/weight', from: 60, to: 10 }],
      },
    ]);
  });

  it('gives the inverse of all else that says where callers go, as far as it is small', () => {
    const script = { ref: 'brands/flow/spring' };
    const of = (kind: ResourceKind, changes: PathChange[]): PathChange[] =>
      weightInverse({ resources: [{ ...modified, desired: {}, kind, id: 'r1', changes }] }).flatMap(
        (one) => one.changes,
      );
    const moved = [
      { path: '/scriptName', from: 'Voice\\Welcome', to: script },
      { path: '/name', from: 'Main', to: 'Spring' },
      { path: '/isActive', from: false, to: true },
    ];
    assert.deepEqual(of('point_of_contact', moved), [
      { path: '/isActive', from: true, to: false },
      { path: '/scriptName', from: script, to: 'Voice\\Welcome' },
    ]);
    const row = [
      { path: '/Support', from: 80, to: 50 },
      { path: '/note', from: 'a', to: 'b' },
    ];
    assert.deepEqual(of('strategy', row), [{ path: '/Support', from: 50, to: 80 }]);
    const ivr = [
      { path: '/openHoursFlow/id', from: 'f1', to: 'f2' },
      { path: '/dnis', from: ['+1'], to: ['+1', '+2'] },
    ];
    assert.deepEqual(of('ivr', ivr), [{ path: '/openHoursFlow/id', from: 'f2', to: 'f1' }]);
    assert.deepEqual(of('flow', [{ path: '/branches/1', from: 1, to: 2 }]), []);
  });
});
