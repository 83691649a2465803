import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { applyChanges } from '../../src/domain/apply.js';
import { satisfies } from '../../src/domain/equality.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import { mergeResource } from '../../src/domain/merge.js';
import { flatten, getAt } from '../../src/domain/path.js';
import type { ConflictPolicy } from '../../src/domain/release-model.js';
import { body } from './arbitraries.js';

type Base = Record<string, Json> | null;

function merge(
  live: JsonObject,
  desired: JsonObject,
  base: Base,
  onConflict: ConflictPolicy = 'hold',
): ReturnType<typeof mergeResource> {
  return mergeResource({ live, desired, base, onConflict });
}

function baseOf(desired: JsonObject): Record<string, Json> {
  return Object.fromEntries(flatten(desired));
}

const NOTHING = { changes: [], held: [] };

describe('mergeResource', () => {
  describe('a path that the release names', () => {
    it('is left where live has it already, with or without a base', () => {
      assert.deepEqual(merge({ a: 2 }, { a: 2 }, { '/a': 1 }), NOTHING);
      assert.deepEqual(merge({ a: 2 }, { a: 2 }, null), NOTHING);
    });

    it('changes where only the release moved', () => {
      assert.deepEqual(merge({ a: 1 }, { a: 2 }, { '/a': 1 }), {
        changes: [{ path: '/a', from: 1, to: 2 }],
        held: [],
      });
    });

    it('is kept where only live moved', () => {
      assert.deepEqual(merge({ a: 9 }, { a: 1 }, { '/a': 1 }), {
        changes: [],
        held: [{ path: '/a', live: 9, desired: 1, reason: 'kept' }],
      });
      assert.deepEqual(merge({}, { a: 1 }, { '/a': 1 }), {
        changes: [],
        held: [{ path: '/a', desired: 1, reason: 'kept' }],
      });
    });

    it('goes by policy where both moved apart', () => {
      const held = { path: '/a', live: 9, desired: 2 };
      assert.deepEqual(merge({ a: 9 }, { a: 2 }, { '/a': 1 }, 'hold'), {
        changes: [],
        held: [{ ...held, reason: 'conflict' }],
      });
      assert.deepEqual(merge({ a: 9 }, { a: 2 }, { '/a': 1 }, 'keepLive'), {
        changes: [],
        held: [{ ...held, reason: 'kept' }],
      });
      assert.deepEqual(merge({ a: 9 }, { a: 2 }, { '/a': 1 }, 'useRelease'), {
        changes: [{ path: '/a', from: 9, to: 2 }],
        held: [],
      });
    });

    it('says so where no base is known', () => {
      assert.deepEqual(merge({ a: 9 }, { a: 2, b: 3 }, { '/c': 1 }), {
        changes: [
          { path: '/a', from: 9, to: 2, unbased: true },
          { path: '/b', to: 3, unbased: true },
        ],
        held: [],
      });
    });
  });

  describe('a path that the release no longer names', () => {
    it('goes where live still has what was written', () => {
      assert.deepEqual(merge({ a: 1, b: 2 }, {}, { '/a': 1, '/gone': 3 }), {
        changes: [{ path: '/a', from: 1 }],
        held: [],
      });
    });

    it('stays where a person edited it', () => {
      assert.deepEqual(merge({ a: 9 }, {}, { '/a': 1 }), {
        changes: [],
        held: [{ path: '/a', live: 9, reason: 'kept' }],
      });
    });
  });

  describe('keyed elements', () => {
    const a = { id: 'a', weight: 100 };
    const b = { id: 'b', weight: 0 };

    it('are merged one by one, in whatever order', () => {
      const base = baseOf({ targets: [a, b] });
      const desired = { targets: [a, { id: 'b', weight: 10 }] };
      assert.deepEqual(merge({ targets: [b, { ...a, note: 'ours' }] }, desired, base), {
        changes: [{ path: '/targets/[b]/weight', from: 0, to: 10 }],
        held: [],
      });
    });

    it('leave those alone that a person added', () => {
      const added = { id: 'c', weight: 5 };
      assert.deepEqual(
        merge({ targets: [a, added] }, { targets: [a] }, baseOf({ targets: [a] })),
        NOTHING,
      );
    });

    it('go as a whole when the release drops them', () => {
      const base = baseOf({ targets: [a, b] });
      assert.deepEqual(merge({ targets: [a, b] }, { targets: [a] }, base), {
        changes: [
          { path: '/targets/[b]/id', from: 'b' },
          { path: '/targets/[b]/weight', from: 0 },
        ],
        held: [],
      });
    });

    it('stay as a whole when a person edited a part of them', () => {
      const base = baseOf({ targets: [a, b] });
      const live = { targets: [a, { ...b, note: 'weekend' }] };
      assert.deepEqual(merge(live, { targets: [a] }, base), {
        changes: [],
        held: [
          { path: '/targets/[b]/id', live: 'b', reason: 'kept' },
          { path: '/targets/[b]/weight', live: 0, reason: 'kept' },
        ],
      });
    });

    it('are not brought back in part after a person removed them', () => {
      const base = baseOf({ targets: [a, b] });
      const desired = { targets: [a, { ...b, priority: 2 }] };
      assert.deepEqual(merge({ targets: [a] }, desired, base), {
        changes: [],
        held: [
          { path: '/targets/[b]/id', desired: 'b', reason: 'kept' },
          { path: '/targets/[b]/priority', desired: 2, reason: 'kept' },
          { path: '/targets/[b]/weight', desired: 0, reason: 'kept' },
        ],
      });
    });
  });

  describe('values that change their shape', () => {
    it('make way by a change of their own, so that the inverse can put them back', () => {
      assert.deepEqual(merge({ a: 5 }, { a: { b: 1 } }, { '/a': 5 }), {
        changes: [
          { path: '/a', from: 5 },
          { path: '/a/b', to: 1 },
        ],
        held: [],
      });
    });

    it('are a conflict where a person changed the one and the release the other', () => {
      assert.deepEqual(merge({ a: 7 }, { a: { b: 1 } }, { '/a': 5 }), {
        changes: [],
        held: [{ path: '/a/b', desired: 1, reason: 'conflict' }],
      });
    });

    it('compare what the paths below made up with the one value that replaces them', () => {
      assert.deepEqual(merge({ a: { b: 1 } }, { a: 5 }, { '/a/b': 1 }), {
        changes: [{ path: '/a', from: { b: 1 }, to: 5 }],
        held: [],
      });
      assert.deepEqual(merge({ a: { b: 1, c: 2 } }, { a: 5 }, { '/a/b': 1 }).held, [
        { path: '/a', live: { b: 1, c: 2 }, desired: 5, reason: 'conflict' },
      ]);
    });

    it('go or stay as a whole where a person replaced several by one', () => {
      const base = baseOf({ a: { b: 1, c: 1 } });
      const desired = { a: { b: 1, c: 2 } };
      assert.deepEqual(merge({ a: 'theirs' }, desired, base, 'useRelease').changes, [
        { path: '/a', from: 'theirs' },
        { path: '/a/b', to: 1 },
        { path: '/a/c', to: 2 },
      ]);
      const { changes, held } = merge({ a: 'theirs' }, desired, base);
      assert.deepEqual(changes, []);
      assert.deepEqual(
        held.map(({ path, reason }) => [path, reason]),
        [
          ['/a/b', 'conflict'],
          ['/a/c', 'conflict'],
        ],
      );
    });

    it('do not take a list away for an element that is not brought back', () => {
      const base = baseOf({ l: [{ id: 'x', w: 1 }] });
      const desired = { l: [{ id: 'x', w: 2 }] };
      assert.deepEqual(merge({ l: [] }, desired, base, 'useRelease').changes, []);
      const plain = merge({ l: ['theirs'] }, desired, base, 'useRelease');
      assert.deepEqual(applyChanges({ l: ['theirs'] }, plain.changes).body, desired);
    });

    it('do not stand in the way as a container that a person emptied', () => {
      const base = baseOf({ a: { b: 1 } });
      const { changes, held } = merge({ a: {} }, { a: { b: 1, c: 2 } }, base);
      assert.deepEqual(held, [{ path: '/a/b', desired: 1, reason: 'kept' }]);
      assert.deepEqual(applyChanges({ a: {} }, changes).body, { a: { c: 2 } });
    });

    it('hold what was below together with what is to replace it', () => {
      const base = baseOf({ a: { b: 1 } });
      const live = { a: { b: 1, ours: 9 } };
      assert.deepEqual(merge(live, { a: [{ id: 'x' }] }, base).changes, []);
      const list = { a: [{ id: 'x' }, { id: 'ours' }] };
      assert.deepEqual(merge(list, { a: {} }, baseOf({ a: [{ id: 'x' }] })).changes, []);
      assert.deepEqual(merge(live, { a: [{ id: 'x' }] }, base, 'useRelease').held, []);
    });

    it('ask for nothing but an object where the release has an empty one', () => {
      assert.deepEqual(merge({ a: { b: 1 } }, { a: {} }, null), NOTHING);
      assert.deepEqual(merge({ a: { b: 1 } }, { a: {} }, { '/a/b': 1 }).changes, [
        { path: '/a', to: {} },
        { path: '/a/b', from: 1 },
      ]);
    });
  });

  describe('properties', () => {
    it('what is applied converges: a second merge finds nothing to do', () => {
      fc.assert(
        fc.property(body, body, body, fc.boolean(), (live, desired, earlier, hasBase) => {
          const base = hasBase ? baseOf(earlier) : null;
          const first = merge(live, desired, base, 'useRelease');
          const after = applyChanges(live, first.changes);
          assert.deepEqual(after.skipped, []);
          const heldPaths = new Set(first.held.map(({ path }) => path));
          for (const [path, value] of flatten(desired)) {
            const isHeld = [...heldPaths].some(
              (held) => path === held || held.startsWith(`${path}/`),
            );
            if (!isHeld) assert.ok(satisfies(getAt(after.body, path), value), path);
          }
        }),
        { numRuns: 500 },
      );
    });

    it('on first contact everything that the release names is written, and nothing else changes', () => {
      fc.assert(
        fc.property(body, body, (live, desired) => {
          const { changes, held } = merge(live, desired, null);
          assert.deepEqual(held, []);
          assert.ok(changes.every((change) => change.unbased === true || change.to === undefined));
          const after = applyChanges(live, changes).body;
          assert.deepEqual(merge(after, desired, null), NOTHING);
          const touched = changes.map(({ path }) => path);
          for (const [path, value] of flatten(live)) {
            const isTouched = touched.some((t) => path === t || path.startsWith(`${t}/`));
            if (!isTouched) assert.deepEqual(getAt(after, path), value);
          }
        }),
        { numRuns: 500 },
      );
    });

    it('never changes a path that neither release nor base names', () => {
      fc.assert(
        fc.property(body, (live) => {
          assert.deepEqual(merge(live, {}, null), NOTHING);
          assert.deepEqual(merge(live, live, baseOf(live)), NOTHING);
        }),
      );
    });
  });
});
