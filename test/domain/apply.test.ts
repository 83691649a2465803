import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import {
  applyChanges,
  invertChanges,
  mergePatchOf,
  resolveChanges,
} from '../../src/domain/apply.js';
import { sameConfiguration } from '../../src/domain/equality.js';
import { isJsonObject, type Json, type JsonObject } from '../../src/domain/json.js';
import { mergeResource } from '../../src/domain/merge.js';
import { flatten, getAt, setAt } from '../../src/domain/path.js';
import { body, jsonValue } from './arbitraries.js';

/** RFC 7386, section 2, word by word. */
function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result = new Map(Object.entries(isJsonObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, applyMergePatch(result.get(name), value));
  }
  return Object.fromEntries(result);
}

describe('applyChanges', () => {
  const change = { path: '/a', from: 1, to: 2 };

  it('applies what is as planned, recognizes what has landed, leaves what a person edited', () => {
    assert.deepEqual(applyChanges({ a: 1, z: 0 }, [change]), {
      body: { a: 2, z: 0 },
      applied: [change],
      already: [],
      skipped: [],
    });
    assert.deepEqual(applyChanges({ a: 2 }, [change]), {
      body: { a: 2 },
      applied: [],
      already: [change],
      skipped: [],
    });
    assert.deepEqual(applyChanges({ a: 9 }, [change]), {
      body: { a: 9 },
      applied: [],
      already: [],
      skipped: [{ path: '/a', live: 9, desired: 2, reason: 'kept' }],
    });
  });

  it('removes, and takes a path that is gone for removed', () => {
    const removal = { path: '/a/b', from: 1 };
    assert.deepEqual(applyChanges({ a: { b: 1 } }, [removal]).body, {});
    assert.deepEqual(applyChanges({}, [removal]).already, [removal]);
    assert.deepEqual(applyChanges({ a: { b: 3 } }, [removal]).skipped, [
      { path: '/a/b', live: 3, reason: 'kept' },
    ]);
  });

  it('does not overwrite what has come in the way since the plan', () => {
    const { body, skipped } = applyChanges({ a: 'theirs' }, [{ path: '/a/b', to: 1 }]);
    assert.deepEqual(body, { a: 'theirs' });
    assert.deepEqual(skipped, [{ path: '/a/b', desired: 1, reason: 'kept' }]);
  });

  it('puts back beside an edit, also where that left the object empty', () => {
    const inverse = [{ path: '/a/b', to: 1 }];
    assert.deepEqual(applyChanges({ a: {} }, inverse).body, { a: { b: 1 } });
    assert.deepEqual(applyChanges({ a: { c: 9 } }, inverse).body, { a: { c: 9, b: 1 } });
    assert.deepEqual(applyChanges({ a: [] }, inverse).skipped.length, 1);
  });

  it('does not bring back a part of an element that a person removed', () => {
    const { body, skipped } = applyChanges({ l: [{ id: 'a' }] }, [{ path: '/l/[b]/w', to: 1 }]);
    assert.deepEqual(body, { l: [{ id: 'a' }] });
    assert.equal(skipped.length, 1);
  });

  it('takes an added element back as a whole, or not at all once a person worked on it', () => {
    const live = { targets: [{ id: 'a', weight: 100 }] };
    const desired = { targets: [{ id: 'b', weight: 10 }] };
    const { changes } = mergeResource({ live, desired, base: null, onConflict: 'hold' });
    const after = applyChanges(live, changes).body;
    assert.deepEqual(after.targets, [
      { id: 'a', weight: 100 },
      { id: 'b', weight: 10 },
    ]);
    assert.deepEqual(applyChanges(after, invertChanges(changes)).body, live);
    const edited = setAt(after, '/targets/[b]/weight', 25);
    const reverted = applyChanges(edited, invertChanges(changes));
    assert.deepEqual(reverted.body, edited);
    assert.deepEqual(reverted.skipped.map(({ path }) => path).sort(), [
      '/targets/[b]/id',
      '/targets/[b]/weight',
    ]);
  });

  it('is idempotent: applied again, everything is there already', () => {
    fc.assert(
      fc.property(body, body, body, (live, desired, earlier) => {
        const base = Object.fromEntries(flatten(earlier));
        const { changes } = mergeResource({ live, desired, base, onConflict: 'useRelease' });
        const once = applyChanges(live, changes).body;
        const again = applyChanges(once, changes);
        assert.deepEqual(again.skipped, []);
        assert.deepEqual(again.body, once);
      }),
      { numRuns: 500 },
    );
  });

  it('is undone by its inverse, up to the order of keyed elements', () => {
    fc.assert(
      fc.property(body, body, body, fc.boolean(), (live, desired, earlier, hasBase) => {
        const base = hasBase ? Object.fromEntries(flatten(earlier)) : null;
        const { changes } = mergeResource({ live, desired, base, onConflict: 'useRelease' });
        const after = applyChanges(live, changes);
        assert.deepEqual(after.skipped, []);
        const back = applyChanges(after.body, invertChanges(changes));
        assert.deepEqual(back.skipped, []);
        assert.ok(sameConfiguration(back.body, live), JSON.stringify(back.body));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves edits alone that were made elsewhere in between', () => {
    fc.assert(
      fc.property(body, body, jsonValue, fc.nat(), (live, desired, edit, pick) => {
        const { changes } = mergeResource({ live, desired, base: null, onConflict: 'hold' });
        const after = applyChanges(live, changes).body;
        const isNear = (path: string): boolean =>
          changes.some((c) => path.startsWith(c.path) || c.path.startsWith(`${path}/`));
        const untouched = [...flatten(live).keys()].filter(
          (path) => !isNear(path) && !path.endsWith(']/id'),
        );
        const places = ['/edited', ...untouched];
        const place = places[pick % places.length] ?? '/edited';
        const edited = setAt(after, place, edit);
        const back = applyChanges(edited, invertChanges(changes)).body;
        assert.deepEqual(getAt(back, place), edit);
        assert.ok(sameConfiguration(back, setAt(live, place, edit)), JSON.stringify(back));
      }),
      { numRuns: 500 },
    );
  });
});

describe('invertChanges', () => {
  it('swaps the ends and the order', () => {
    assert.deepEqual(
      invertChanges([
        { path: '/a', from: 1, to: 2, unbased: true },
        { path: '/b', to: 3 },
        { path: '/c', from: 4 },
      ]),
      [
        { path: '/c', to: 4 },
        { path: '/b', from: 3 },
        { path: '/a', from: 2, to: 1 },
      ],
    );
  });
});

describe('mergePatchOf', () => {
  it('names what differs: nested objects by member, lists whole, null for what goes', () => {
    assert.deepEqual(
      mergePatchOf(
        { a: 1, b: { c: 1, d: 2 }, l: [{ id: 'x', w: 1 }], gone: true, same: { x: 1 } },
        { a: 1, b: { c: 1, d: 3 }, l: [{ id: 'x', w: 2 }], same: { x: 1 }, new: {} },
      ),
      { b: { d: 3 }, l: [{ id: 'x', w: 2 }], gone: null, new: {} },
    );
  });

  it('is empty for the same body', () => {
    assert.deepEqual(mergePatchOf({ a: [1], b: { c: 2 } }, { b: { c: 2 }, a: [1] }), {});
  });

  it('turns the one body into the other', () => {
    fc.assert(
      fc.property(body, body, (before, after) => {
        assert.deepEqual(applyMergePatch(before, mergePatchOf(before, after)), after);
      }),
      { numRuns: 500 },
    );
  });
});

describe('resolveChanges', () => {
  const ids: Record<string, string> = { 'hub/queue/a': 'q/1', 'hub/queue/b': 'q2' };
  const idOf = (key: string): string | undefined => ids[key];

  it('puts ids into values and paths', () => {
    assert.deepEqual(
      resolveChanges(
        [
          { path: '/targets/[ref:hub~1queue~1a]/id', to: { ref: 'hub/queue/a' }, unbased: true },
          {
            path: '/list',
            from: [{ ref: 'hub/queue/b' }],
            to: ['x', { q: { ref: 'hub/queue/a' } }],
          },
          { path: '/plain', from: null },
        ],
        idOf,
      ),
      [
        { path: '/targets/[q~11]/id', to: 'q/1', unbased: true },
        { path: '/list', from: ['q2'], to: ['x', { q: 'q/1' }] },
        { path: '/plain', from: null },
      ],
    );
  });

  it('names every key that has no id', () => {
    const to: JsonObject = { x: { ref: 'hub/queue/z' }, y: { ref: 'hub/queue/a' } };
    assert.throws(
      () => resolveChanges([{ path: '/l/[ref:hub~1flow~1y]/to', to }], idOf),
      new Error('no id is known for hub/flow/y, hub/queue/z'),
    );
  });
});
