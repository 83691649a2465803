import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import type { JsonObject } from '../../src/domain/json.js';
import { blockerOf, flatten, getAt, removeAt, setAt } from '../../src/domain/path.js';
import { body } from './arbitraries.js';

const strategy: JsonObject = {
  name: 'Production',
  settings: { enabled: true, tags: ['a', 'b'] },
  targets: [
    { type: 'Queue', id: 'queue_1', weight: 100 },
    { type: 'Queue', id: { ref: 'hub/queue/support' }, weight: 0 },
  ],
  notes: {},
  none: [],
};

describe('path', () => {
  describe('flatten', () => {
    it('descends objects and keyed lists and leaves the rest whole', () => {
      assert.deepEqual(Object.fromEntries(flatten(strategy)), {
        '/name': 'Production',
        '/settings/enabled': true,
        '/settings/tags': ['a', 'b'],
        '/targets/[queue_1]/type': 'Queue',
        '/targets/[queue_1]/id': 'queue_1',
        '/targets/[queue_1]/weight': 100,
        '/targets/[ref:hub~1queue~1support]/type': 'Queue',
        '/targets/[ref:hub~1queue~1support]/id': { ref: 'hub/queue/support' },
        '/targets/[ref:hub~1queue~1support]/weight': 0,
        '/notes': {},
        '/none': [],
      });
    });

    it('takes a reference for one value', () => {
      assert.deepEqual(
        [...flatten({ queue: { ref: 'hub/queue/a' } })],
        [['/queue', { ref: 'hub/queue/a' }]],
      );
    });

    it('leaves a list whole whose ids are not unique, or not all there', () => {
      const doubled = [{ id: 'a' }, { id: 'a' }];
      const partial = [{ id: 'a' }, { name: 'b' }];
      const alike = [{ id: 1 }, { id: '1' }];
      assert.deepEqual(
        [...flatten({ doubled, partial, alike }).keys()],
        ['/doubled', '/partial', '/alike'],
      );
    });

    it('escapes what would be taken for another path', () => {
      const awkward = { 'a/b': { '[c]': 1, '~1': 2 }, list: [{ id: 'x]/~y' }, { id: 'ref:z' }] };
      assert.deepEqual(Object.fromEntries(flatten(awkward)), {
        '/a~1b/~2c~3': 1,
        '/a~1b/~01': 2,
        '/list/[x~3~1~0y]/id': 'x]/~y',
        '/list/[ref~4z]/id': 'ref:z',
      });
    });

    it('loses nothing: setting every leaf rebuilds the body', () => {
      fc.assert(
        fc.property(body, (original) => {
          const rebuilt = [...flatten(original)].reduce<JsonObject>(
            (done, [path, value]) => setAt(done, path, value),
            {},
          );
          assert.deepEqual(rebuilt, original);
        }),
        { numRuns: 500 },
      );
    });

    it('names every leaf by the path under which it is found', () => {
      fc.assert(
        fc.property(body, (original) => {
          for (const [path, value] of flatten(original)) {
            assert.deepEqual(getAt(original, path), value);
          }
        }),
      );
    });
  });

  describe('setAt', () => {
    it('changes one place and leaves the given body as it was', () => {
      const before = structuredClone(strategy);
      const after = setAt(strategy, '/targets/[queue_1]/weight', 40);
      assert.equal(getAt(after, '/targets/[queue_1]/weight'), 40);
      assert.equal(after.settings, strategy.settings);
      assert.deepEqual(strategy, before);
    });

    it('creates objects, lists and elements on the way, each element with its id', () => {
      assert.deepEqual(setAt({}, '/a/targets/[q~12]/weight', 5), {
        a: { targets: [{ id: 'q/2', weight: 5 }] },
      });
      assert.deepEqual(setAt({ l: [{ id: 'a' }] }, '/l/[ref:k]/w', 1), {
        l: [{ id: 'a' }, { id: { ref: 'k' }, w: 1 }],
      });
    });

    it('keeps a member called ref when another joins it', () => {
      assert.deepEqual(setAt(setAt({}, '/a/ref', 'x'), '/a/b', 1), { a: { ref: 'x', b: 1 } });
    });

    it('replaces what cannot hold the rest of the path', () => {
      assert.deepEqual(setAt({ a: 5 }, '/a/b', 1), { a: { b: 1 } });
      assert.deepEqual(setAt({ a: ['x'] }, '/a/[b]/c', 1), { a: [{ id: 'b', c: 1 }] });
    });

    it('refuses what is no path below a body', () => {
      for (const path of ['', 'a', '/[a]/b']) {
        assert.throws(() => setAt({}, path, 1), /not a path below a resource/);
      }
    });
  });

  describe('removeAt', () => {
    it('drops objects, elements and lists that it empties', () => {
      assert.deepEqual(removeAt({ a: { b: { c: 1 } }, d: 2 }, '/a/b/c'), { d: 2 });
      assert.deepEqual(removeAt({ l: [{ id: 'a' }], d: 2 }, '/l/[a]/id'), { d: 2 });
      assert.deepEqual(removeAt({ l: [{ id: 'a' }, { id: 'b' }] }, '/l/[a]/id'), {
        l: [{ id: 'b' }],
      });
    });

    it('leaves what was empty before', () => {
      assert.deepEqual(removeAt({ a: { b: {}, c: 1 } }, '/a/c'), { a: { b: {} } });
    });

    it('returns the body itself where nothing is there', () => {
      for (const path of ['/zzz', '/name/x', '/targets/[none]/weight', '/settings/tags/[a]/b']) {
        assert.equal(removeAt(strategy, path), strategy);
      }
    });

    it('keeps the id of an element that has other members', () => {
      assert.equal(removeAt(strategy, '/targets/[queue_1]/id'), strategy);
    });

    it('takes a whole element by its path', () => {
      const l = [{ id: 'a', x: 1 }, { id: 'b' }];
      assert.deepEqual(removeAt({ l }, '/l/[a]'), { l: [{ id: 'b' }] });
    });
  });

  describe('blockerOf', () => {
    it('names the value that stands in the way', () => {
      assert.deepEqual(blockerOf({ a: { b: 5 } }, '/a/b/c/d'), { path: '/a/b', value: 5 });
      assert.deepEqual(blockerOf({ a: {} }, '/a/b'), { path: '/a', value: {} });
      assert.deepEqual(blockerOf({ a: { b: 1 } }, '/a/[x]/id'), { path: '/a', value: { b: 1 } });
    });

    it('finds none where the path is there or can be created', () => {
      assert.equal(blockerOf({ a: { b: 5 } }, '/a/b'), null);
      assert.equal(blockerOf({ a: { b: 5 } }, '/a/c/d'), null);
      assert.equal(blockerOf({}, '/a/c/d'), null);
    });
  });
});
