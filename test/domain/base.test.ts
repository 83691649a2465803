import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { applyChanges } from '../../src/domain/apply.js';
import { advanceBases } from '../../src/domain/base.js';
import { sameConfiguration } from '../../src/domain/equality.js';
import type { JsonObject } from '../../src/domain/json.js';
import type { ResourceBase, ResourcePlan } from '../../src/domain/org-plan.js';
import { mergeResource } from '../../src/domain/merge.js';
import type { LiveResource } from '../../src/domain/resource.js';
import { body } from './arbitraries.js';

const KEY = 'na/queue/main';

function planned(desired: JsonObject, id: string | null = 'q1'): { resources: ResourcePlan[] } {
  return {
    resources: [
      {
        key: KEY,
        kind: 'queue',
        component: 'queues',
        name: 'Main',
        id,
        action: 'modified',
        changes: [],
        held: [],
        desired,
        sensitive: [],
        layer: 0,
      },
    ],
  };
}

function liveQueue(liveBody: JsonObject, id = 'q1'): LiveResource {
  return { kind: 'queue', id, name: 'Main', body: liveBody, version: null, enabled: true };
}

function advance(
  desired: JsonObject,
  live: JsonObject,
  values: ResourceBase['values'] = {},
): ResourceBase['values'] | undefined {
  const bases = { [KEY]: { id: 'q1', values } };
  return advanceBases({ bases, plan: planned(desired), live: [liveQueue(live)] })[KEY]?.values;
}

describe('advanceBases', () => {
  it('moves a path to the target where live equals it', () => {
    assert.deepEqual(advance({ a: 2, b: 3 }, { a: 2, b: 3, theirs: 1 }, { '/a': 1 }), {
      '/a': 2,
      '/b': 3,
    });
  });

  it('leaves kept and held paths as they were, absent ones absent', () => {
    assert.deepEqual(advance({ a: 2, b: 3 }, { a: 9, b: 9 }, { '/a': 1 }), { '/a': 1 });
  });

  it('forgets what the release dropped once it is gone, not before', () => {
    assert.deepEqual(advance({}, { a: 1 }, { '/a': 1, '/b': 2 }), { '/a': 1 });
  });

  it('forgets a value that made way for paths below it', () => {
    assert.deepEqual(advance({ a: { b: 1 } }, { a: { b: 1 } }, { '/a': 5 }), { '/a/b': 1 });
    assert.deepEqual(advance({ a: { b: 1 } }, { a: 5 }, { '/a': 5 }), { '/a': 5 });
  });

  it('keeps what several paths were while the one value that replaces them is held', () => {
    const values = { '/l/[x]/id': 'x', '/l/[x]/w': 1 };
    assert.deepEqual(advance({ l: 'one' }, {}, values), values);
    const onConflict = 'hold';
    const again = mergeResource({ live: {}, desired: { l: 'one' }, base: values, onConflict });
    assert.deepEqual(again.changes, []);
  });

  it('keeps the one value that several paths replace while a person has something else there', () => {
    const live = { a: [{ id: 'theirs' }] };
    assert.deepEqual(advance({ a: { b: 1 } }, live, { '/a': 5 }), { '/a': 5 });
    assert.deepEqual(advance({ a: { b: 1 } }, { a: 7 }, { '/a/c': 5 }), { '/a/c': 5 });
  });

  it('forgets what is gone also where a person emptied the object around it', () => {
    assert.deepEqual(advance({ a: { b: 1 } }, { a: {} }, { '/a/b': 1, '/a/c': 1 }), { '/a/b': 1 });
  });

  it('keeps the bases of resources that the plan does not name or that were not read', () => {
    const other = { id: 'x', values: { '/a': 1 } };
    const own = { id: 'q1', values: { '/a': 2 } };
    const bases = { 'na/queue/other': other, [KEY]: own };
    assert.deepEqual(advanceBases({ bases, plan: planned({ a: 3 }), live: [] }), bases);
  });

  it('starts anew under another id, and finds a created resource by its name', () => {
    const bases = { [KEY]: { id: 'old', values: { '/a': 1, '/c': 3 } } };
    const live = [liveQueue({ a: 9, b: 2, c: 3 }, 'new')];
    assert.deepEqual(advanceBases({ bases, plan: planned({ a: 1, b: 2 }, null), live }), {
      [KEY]: { id: 'new', values: { '/b': 2 } },
    });
  });

  it('resolves references, those to the org itself without help', () => {
    const desired = { self: { ref: KEY }, hub: { ref: 'hub/flow/a' }, none: { ref: 'hub/flow/b' } };
    const live = [liveQueue({ self: 'q1', hub: 'f1', none: 'f2' })];
    const idOf = (key: string): string | undefined => (key === 'hub/flow/a' ? 'f1' : undefined);
    assert.deepEqual(advanceBases({ bases: {}, plan: planned(desired), live, idOf })[KEY]?.values, {
      '/hub': 'f1',
      '/self': 'q1',
    });
  });

  it("closes the circle: what was written is no person's edit to the next release", () => {
    fc.assert(
      fc.property(body, body, (first, second) => {
        const onConflict = 'hold';
        const { changes } = mergeResource({ live: {}, desired: first, base: null, onConflict });
        const live = applyChanges({}, changes).body;
        const base = advance(first, live) ?? {};
        const next = mergeResource({ live, desired: second, base, onConflict });
        assert.deepEqual(next.held, []);
        assert.ok(next.changes.every(({ unbased, from }) => !unbased || from === undefined));
        assert.ok(sameConfiguration(applyChanges(live, next.changes).body, second));
      }),
      { numRuns: 500 },
    );
  });
});
