import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyChanges, invertChanges } from '../../src/domain/apply.js';
import { distance, percentOf, type Weights } from '../../src/domain/capacity/weights.js';
import { changesAt, isHardSwap, stepsOf, weightsAt, withSteps } from '../../src/domain/gradual.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import { mergeResource } from '../../src/domain/merge.js';
import type { PathChange } from '../../src/domain/org-plan.js';

const strategy = (weights: Weights, more: JsonObject = {}): JsonObject => ({
  name: 'Routing',
  targets: Object.entries(weights).map(([id, weight]) => ({
    type: 'Queue',
    id,
    weight,
    priority: 1,
  })),
  ...more,
});

function weightsOf(body: JsonObject): Weights {
  const targets = body['targets'] as { id: string; weight: number }[];
  return Object.fromEntries(targets.map(({ id, weight }) => [id, weight]));
}

function baseOf(body: JsonObject): Record<string, Json> {
  const targets = body['targets'] as JsonObject[];
  return Object.fromEntries([
    ['/name', body['name'] ?? ''],
    ...targets.flatMap((target) =>
      Object.entries(target).map(([name, value]) => [
        `/targets/[${JSON.stringify(target['id']).slice(1, -1)}]/${name}`,
        value,
      ]),
    ),
  ]) as Record<string, Json>;
}

/** As a plan has them: with the removal of targets that the release no longer names. */
function planned(live: JsonObject, desired: JsonObject, capPoints: number): readonly PathChange[] {
  const { changes } = mergeResource({ live, desired, base: baseOf(live), onConflict: 'hold' });
  return withSteps(live, changes, capPoints);
}

const someWeights = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 50 }), { minKeys: 1 })
  .map((amounts) => percentOf(amounts))
  .filter((weights) => weights !== null);

describe('weights that move in steps', () => {
  it('always sum to 100, never move more than the cap, and end where the release wants them', () => {
    fc.assert(
      fc.property(someWeights, someWeights, fc.integer({ min: 1, max: 100 }), (old, next, cap) => {
        const [live, desired] = [strategy(old), strategy(next)];
        const changes = planned(live, desired, cap);
        let [body, at] = [live, old];
        for (let step = 0; step <= stepsOf({ changes }); step += 1) {
          const { body: then, skipped } = applyChanges(body, changesAt(changes, step));
          assert.deepEqual(skipped, []);
          const weights = weightsOf(then);
          assert.equal(
            Object.values(weights).reduce((sum, weight) => sum + weight, 0),
            100,
          );
          assert.ok(distance(at, weights) <= cap, `${distance(at, weights)} points at ${step}`);
          [body, at] = [then, weights];
        }
        assert.deepEqual(weightsOf(body), next);
      }),
    );
  });

  it('are taken back from any step, as they are from the last one', () => {
    fc.assert(
      fc.property(someWeights, someWeights, fc.nat(20), (old, next, stop) => {
        const live = strategy(old);
        const changes = planned(live, strategy(next, { name: 'Routing 2' }), 7);
        let body = live;
        for (let step = 0; step <= Math.min(stop, stepsOf({ changes })); step += 1)
          body = applyChanges(body, changesAt(changes, step)).body;
        const { body: back, skipped } = applyChanges(body, invertChanges(changes));
        assert.deepEqual(skipped, []);
        assert.deepEqual(weightsOf(back), old);
        assert.equal(back['name'], 'Routing');
      }),
    );
  });

  it('bring all else at once, a new target without calls, and keep one that goes until it has none', () => {
    const changes = planned(strategy({ a: 100 }), strategy({ b: 100 }, { name: 'Routing 2' }), 40);
    assert.equal(stepsOf({ changes }), 3);
    const first = applyChanges(strategy({ a: 100 }), changesAt(changes, 0)).body;
    assert.equal(first['name'], 'Routing 2');
    assert.deepEqual(weightsOf(first), { a: 100, b: 0 });
    assert.deepEqual(weightsAt(changes, 2), {
      '/targets/[a]/weight': 20,
      '/targets/[b]/weight': 80,
    });
  });

  it('that a person changed on the way stay', () => {
    const changes = planned(strategy({ a: 100, b: 0 }), strategy({ a: 0, b: 100 }), 50);
    const edited = strategy({ a: 93, b: 7 });
    assert.equal(applyChanges(edited, changesAt(changes, 1)).skipped.length, 2);
    assert.equal(applyChanges(edited, invertChanges(changes)).skipped.length, 2);
  });

  it('are no way for a point of contact: whoever switches it moves all of its callers', () => {
    const isSwap = (path: string, action: 'added' | 'modified' = 'modified'): boolean =>
      isHardSwap(
        { kind: 'point_of_contact', action, desired: {}, changes: [{ path, from: 'a', to: 'b' }] },
        10,
      );
    assert.ok(isSwap('/scriptName') && isSwap('/skillId') && isSwap('/isActive'));
    assert.ok(!isSwap('/name') && !isSwap('/scriptName', 'added'));
  });

  it('are none for the flow of an IVR either', () => {
    const isSwap = (change: PathChange): boolean =>
      isHardSwap({ kind: 'ivr', action: 'modified', desired: {}, changes: [change] }, 10);
    assert.ok(isSwap({ path: '/openHoursFlow/id', from: 'a', to: 'b' }));
    assert.ok(!isSwap({ path: '/description', from: 'a', to: 'b' }));
  });

  describe('in the row of a data table', () => {
    const columns = ({ name = 'Weights/main', ...numbers }: JsonObject): JsonObject => ({
      name,
      ...numbers,
    });
    const steps = (live: JsonObject, desired: JsonObject, cap = 10): readonly PathChange[] => {
      const base = Object.fromEntries(
        Object.entries(live).map(([name, value]) => [`/${name}`, value]),
      );
      const { changes } = mergeResource({ live, desired, base, onConflict: 'hold' });
      return withSteps(live, changes, cap);
    };
    const isSwap = (live: JsonObject, desired: JsonObject): boolean =>
      isHardSwap(
        { kind: 'strategy', action: 'modified', desired, changes: steps(live, desired) },
        10,
      );

    /** One of them has the name that weights of targets have. */
    const called = ({ a, ...rest }: Weights): Weights =>
      a === undefined ? rest : { ...rest, weight: a };

    it('always come to the same, whichever columns change, and go back from any step', () => {
      fc.assert(
        fc.property(someWeights, someWeights, fc.nat(20), (old, next, stop) => {
          const fixed = { name: 'Weights/main', open: true, note: 'x' };
          const [live, desired] = [
            { ...fixed, ...called(old) },
            { ...fixed, ...called(next), note: 'y' },
          ];
          const changes = steps(live, desired, 7);
          let body: JsonObject = live;
          for (let step = 0; step <= Math.min(stop, stepsOf({ changes })); step += 1) {
            body = applyChanges(body, changesAt(changes, step)).body;
            assert.equal(body['note'], 'y', 'all else comes at once');
            const numbers = Object.values(body).filter((value) => typeof value === 'number');
            assert.equal(
              numbers.reduce((sum, value) => sum + value, 0),
              100,
            );
          }
          if (stop >= stepsOf({ changes })) assert.deepEqual(body, desired);
          const { body: back, skipped } = applyChanges(body, invertChanges(changes));
          assert.deepEqual(skipped, []);
          assert.deepEqual(back, live);
        }),
      );
    });

    it('move beside a number that is none, and at once where such a one changes with them', () => {
      const row = (support: number, wait: number): JsonObject =>
        columns({ Support: support, Overflow: 100 - support, longest_wait: wait });
      const changes = steps(row(90, 300), row(65, 300));
      assert.deepEqual(weightsAt(changes, 1), { '/Support': 80, '/Overflow': 20 });
      assert.equal(isSwap(row(90, 300), row(65, 300)), false);
      assert.equal(isSwap(row(90, 300), row(65, 500)), true);
      assert.equal(isSwap(row(90, 300), row(80, 300)), false);
    });

    it('move at once where they are not whole or do not come to the same', () => {
      assert.equal(isSwap(columns({ a: 0.9, b: 0.1 }), columns({ a: 0.5, b: 0.5 })), false);
      assert.equal(
        stepsOf({ changes: steps(columns({ a: 90.5, b: 9.5 }), columns({ a: 50, b: 50 })) }),
        0,
      );
      assert.equal(isSwap(columns({ a: 90.5, b: 9.5 }), columns({ a: 50, b: 50 })), true);
      assert.equal(isSwap(columns({ a: 90, b: 10 }), columns({ a: 50, b: 20 })), true);
      assert.equal(isSwap(columns({ a: 90, b: 10 }), columns({ a: 50, b: '50' })), true);
    });
  });

  it('change at once where one step is enough, and where there is no way', () => {
    assert.equal(
      stepsOf({ changes: planned(strategy({ a: 90, b: 10 }), strategy({ a: 80, b: 20 }), 10) }),
      0,
    );
    const isSwap = (from: JsonObject, to: JsonObject): boolean =>
      isHardSwap(
        { kind: 'strategy', action: 'modified', desired: to, changes: planned(from, to, 10) },
        10,
      );
    assert.equal(isSwap(strategy({ a: 90, b: 10 }), strategy({ a: 50, b: 50 })), false);
    assert.equal(isSwap(strategy({ a: 90, b: 10 }), strategy({ a: 80, b: 20 })), false);
    assert.equal(isSwap(strategy({ a: 100 }), strategy({ a: 100 }, { name: 'x' })), false);
    assert.equal(isSwap(strategy({ a: 1, b: 1 }), strategy({ a: 50, b: 50 })), true);
    assert.equal(isSwap(strategy({ a: 100, b: 0 }), strategy({ a: 40, b: 0 })), true);
    const first = strategy({ a: 50, b: 50 });
    const reordered = {
      ...first,
      targets: (first['targets'] as JsonObject[]).map((target, at) => ({
        ...target,
        priority: at,
      })),
    };
    assert.equal(isSwap(first, reordered), true);
  });
});
