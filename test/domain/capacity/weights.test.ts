import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  adjust,
  startController,
  type ControllerState,
} from '../../../src/domain/capacity/controller.js';
import {
  envelopeOf,
  outsideOf,
  widened,
  withinEnvelope,
} from '../../../src/domain/capacity/envelope.js';
import { areWhole, stepsBetween, stepTowards } from '../../../src/domain/capacity/steps.js';
import {
  callsPerHourOf,
  capacityWeights,
  distance,
  percentOf,
  type Weights,
  type WeightTarget,
} from '../../../src/domain/capacity/weights.js';

const target = (id: string, qualifiedAgents: number, handleSeconds = 300): WeightTarget => ({
  id,
  qualifiedAgents,
  handleSeconds,
  shrinkageRatio: 0.2,
  maxOccupancyRatio: 0.85,
});
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const targets = fc
  .array(fc.tuple(fc.nat(60), fc.integer({ min: 60, max: 900 })), { minLength: 1, maxLength: 6 })
  .map((rows) => rows.map(([agents, seconds], at) => target(IDS[at] ?? '', agents, seconds)));
const weights = fc
  .array(fc.nat(100), { minLength: 6, maxLength: 6 })
  .filter((amounts) => amounts.some((amount) => amount > 0))
  .map(
    (amounts): Weights =>
      percentOf(Object.fromEntries(IDS.map((id, at) => [id, amounts[at] ?? 0]))) ?? {},
  );
const cap = fc.integer({ min: 1, max: 60 });

describe('weights by capacity', () => {
  it('are whole, sum to 100, and send nobody to where nobody answers', () => {
    fc.assert(
      fc.property(targets, (all) => {
        const share = capacityWeights(all);
        if (all.every((one) => callsPerHourOf(one) === 0)) return assert.equal(share, null);
        assert.ok(areWhole(share ?? {}));
        for (const one of all)
          if (one.qualifiedAgents === 0) assert.equal(share?.[one.id], 0, one.id);
      }),
    );
  });

  it('are within a point of what each can take', () => {
    fc.assert(
      fc.property(targets, (all) => {
        const total = all.reduce((sum, one) => sum + callsPerHourOf(one), 0);
        const share = capacityWeights(all);
        if (share === null) return;
        for (const one of all)
          assert.ok(Math.abs((share[one.id] ?? 0) - (callsPerHourOf(one) / total) * 100) < 1);
      }),
    );
  });

  it('go by agents, pace, shrinkage, and what else keeps them busy', () => {
    const even = capacityWeights([target('a', 10), target('b', 30)]);
    assert.deepEqual(even, { a: 25, b: 75 });
    assert.deepEqual(capacityWeights([target('a', 10, 600), target('b', 10, 300)]), {
      a: 33,
      b: 67,
    });
    const away = { ...target('a', 10), shrinkageRatio: 0.6 };
    assert.deepEqual(capacityWeights([away, target('b', 10)]), { a: 33, b: 67 });
    const busy = { ...target('a', 10), takenErlangs: 3.4 };
    assert.deepEqual(capacityWeights([busy, target('b', 10)]), { a: 33, b: 67 });
    const buried = { ...target('a', 10), takenErlangs: 99 };
    assert.deepEqual(capacityWeights([buried, target('b', 10)]), { a: 0, b: 100 });
  });
});

describe('steps from old to new', () => {
  it('sum to 100 each, move no more than the cap, and arrive', () => {
    fc.assert(
      fc.property(weights, weights, cap, (from, to, capPoints) => {
        const steps = stepsBetween(from, to, { capPoints });
        let before = from;
        for (const step of steps) {
          assert.ok(areWhole(step), JSON.stringify(step));
          assert.ok(distance(before, step) <= capPoints);
          assert.ok(distance(step, to) < distance(before, to));
          before = step;
        }
        assert.equal(distance(before, to), 0);
        assert.equal(steps.length, Math.ceil(distance(from, to) / capPoints));
        const bounds = envelopeOf(from, to, { slackPoints: 0, stepCapPoints: capPoints });
        for (const step of steps) assert.deepEqual(outsideOf(bounds, step), []);
      }),
    );
  });

  it('leave where nobody answers at once, whatever the cap', () => {
    const step = stepTowards(
      { a: 60, b: 40, c: 0 },
      { a: 0, b: 40, c: 60 },
      { capPoints: 5, unstaffed: new Set(['a']) },
    );
    assert.deepEqual(step, { a: 0, b: 40, c: 60 });
  });

  it('move no more than the cap where calls cannot all leave where nobody answers', () => {
    const step = stepTowards(
      { a: 50, b: 50, c: 0 },
      { a: 30, b: 20, c: 50 },
      { capPoints: 20, unstaffed: new Set(['a']) },
    );
    assert.deepEqual(step, { a: 30, b: 50, c: 20 });
  });

  it('need a cap that moves something', () => {
    assert.throws(() => stepsBetween({ a: 100 }, { b: 100 }, { capPoints: 0.5 }), RangeError);
  });
});

describe('an approved envelope', () => {
  it('gives the nearest weights inside it, and those that are inside as they are', () => {
    fc.assert(
      fc.property(weights, weights, weights, fc.nat(15), (from, to, wish, slackPoints) => {
        const envelope = envelopeOf(from, to, { slackPoints, stepCapPoints: 10 });
        const inside = withinEnvelope(envelope, wish);
        assert.ok(inside !== null, 'the old weights are inside, so there are some');
        assert.ok(areWhole(inside));
        assert.deepEqual(outsideOf(envelope, inside), []);
        if (outsideOf(envelope, wish).length === 0) assert.equal(distance(inside, wish), 0);
        assert.ok(distance(inside, wish) <= distance(from, wish));
      }),
    );
  });

  it('says which weights nobody approved', () => {
    const envelope = envelopeOf(
      { a: 100, b: 0 },
      { a: 50, b: 50 },
      { slackPoints: 5, stepCapPoints: 10 },
    );
    assert.deepEqual(outsideOf(envelope, { a: 40, b: 55, c: 5 }), ['a', 'c']);
    assert.equal(
      withinEnvelope({ ...envelope, bounds: { a: { min: 0, max: 40 } } }, { a: 100 }),
      null,
    );
  });
});

describe('the controller', () => {
  const RULE = { startRatio: 1.2, startPoints: 2, restLooks: 3, urgentRatio: 1.5 };
  const WIDE = {
    bounds: Object.fromEntries(IDS.map((id) => [id, { min: 0, max: 100 }])),
    stepCapPoints: 10,
  };
  const EVEN = [target('a', 20), target('b', 20), target('c', 20)];
  const start = (): ControllerState => startController({ a: 34, b: 33, c: 33 });

  it('keeps what is near enough', () => {
    const near = [target('a', 18), target('b', 21), target('c', 20)];
    assert.equal(adjust(start(), near, RULE, WIDE).change, 'kept');
  });

  it('takes calls from a target that lost half its agents, a step at a time, until it has its share', () => {
    const half = [target('a', 10), target('b', 20), target('c', 20)];
    const first = adjust(start(), half, RULE, WIDE);
    assert.equal(first.change, 'moved');
    assert.match(first.reason, /more calls than agents for them: a$/);
    assert.equal(first.state.weights['a'], 24);
    const second = adjust(first.state, half, RULE, WIDE);
    assert.equal(second.state.weights['a'], 20);
    assert.equal(adjust(second.state, half, RULE, WIDE).change, 'kept');
  });

  it('leaves targets alone that are about right, and lets them make room only', () => {
    const ten = Array.from({ length: 10 }, (_, at) =>
      target(`t${at}`, at === 0 ? 10 : 20 + (at % 2)),
    );
    const from = startController(Object.fromEntries(ten.map(({ id }) => [id, 10])));
    const bounds = Object.fromEntries(ten.map(({ id }) => [id, { min: 0, max: 100 }]));
    const { state, change } = adjust(from, ten, RULE, { bounds, stepCapPoints: 50 });
    assert.equal(change, 'moved');
    assert.ok((state.weights['t0'] ?? 0) <= 6);
    for (const { id } of ten.slice(1)) assert.ok((state.weights[id] ?? 0) >= 10, id);
  });

  it('does not turn round at once when they come back', () => {
    const half = [target('a', 10), target('b', 20), target('c', 20)];
    let { state } = adjust(start(), half, RULE, { ...WIDE, stepCapPoints: 50 });
    const seen: (number | undefined)[] = [];
    for (let look = 0; look < 6; look += 1) {
      ({ state } = adjust(state, EVEN, RULE, { ...WIDE, stepCapPoints: 50 }));
      seen.push(state.weights['a']);
    }
    assert.deepEqual(seen.slice(0, 3), [20, 20, 20]);
    assert.equal(seen.at(-1), 34);
  });

  it('relieves at once who was given calls a moment ago and then lost agents', () => {
    const half = [target('a', 10), target('b', 20), target('c', 20)];
    const wide = { ...WIDE, stepCapPoints: 50 };
    const { state } = adjust(start(), half, RULE, wide);
    assert.equal(state.weights['b'], 40);
    const then = [target('a', 20), target('b', 6), target('c', 20)];
    const next = adjust(state, then, RULE, wide);
    assert.equal(next.change, 'moved');
    assert.ok((next.state.weights['b'] ?? 100) <= 40 - 20, JSON.stringify(next.state.weights));
    // Who lost calls a moment ago gets none back yet: the third takes them.
    assert.equal(next.state.weights['a'], 20);
  });

  it('empties a target that nobody staffs at once, even out of the envelope', () => {
    const gone = [target('a', 0), target('b', 20), target('c', 20)];
    const envelope = {
      bounds: { a: { min: 30, max: 40 }, b: { min: 0, max: 60 }, c: { min: 0, max: 60 } },
      stepCapPoints: 1,
    };
    const { state } = adjust(start(), gone, RULE, envelope);
    assert.deepEqual(state.weights, { a: 0, b: 50, c: 50 });
  });

  it('asks where only weights that nobody approved would help, and where nobody is there', () => {
    const half = [target('a', 2), target('b', 20), target('c', 20)];
    const narrow = {
      bounds: { a: { min: 34, max: 34 }, b: { min: 33, max: 33 }, c: { min: 32, max: 32 } },
      stepCapPoints: 10,
    };
    assert.equal(adjust(start(), half, RULE, narrow).change, 'asks');
    const nobody = IDS.slice(0, 3).map((id) => target(id, 0));
    const { change, state } = adjust(start(), nobody, RULE, WIDE);
    assert.equal(change, 'asks');
    assert.deepEqual(state.weights, start().weights);
  });

  it('goes as far as was approved, then asks for the weights that would help, and takes them once they are', () => {
    const narrow = {
      bounds: { a: { min: 30, max: 70 }, b: { min: 30, max: 70 } },
      stepCapPoints: 10,
    };
    const few = [target('a', 2), target('b', 18)];
    let step = adjust(startController({ a: 50, b: 50 }), few, RULE, narrow);
    for (let look = 0; look < 3 && step.change === 'moved'; look += 1)
      step = adjust(step.state, few, RULE, narrow);
    assert.deepEqual(step.state.weights, { a: 30, b: 70 });
    assert.deepEqual([step.change, step.wish], ['asks', { a: 10, b: 90 }]);
    const wider = widened(narrow, step.wish ?? {}, 5);
    assert.deepEqual(wider.bounds, { a: { min: 5, max: 70 }, b: { min: 30, max: 95 } });
    for (let look = 0; look < 3; look += 1) step = adjust(step.state, few, RULE, wider);
    assert.deepEqual(step.state.weights, { a: 10, b: 90 });
    assert.notEqual(step.change, 'asks');
  });

  it('takes callers away from where nobody answers as far as was approved, and asks for the rest', () => {
    const narrow = {
      bounds: { a: { min: 30, max: 70 }, b: { min: 30, max: 70 } },
      stepCapPoints: 20,
    };
    const gone = [target('a', 20), target('b', 0)];
    const first = adjust(startController({ a: 50, b: 50 }), gone, RULE, narrow);
    assert.deepEqual([first.change, first.state.weights], ['moved', { a: 70, b: 30 }]);
    const second = adjust(first.state, gone, RULE, narrow);
    assert.deepEqual([second.change, second.wish], ['asks', { a: 100, b: 0 }]);
  });

  it('never leaves an envelope by itself, but where nobody answered', () => {
    const looks = fc.array(fc.array(fc.nat(40), { minLength: 6, maxLength: 6 }), { maxLength: 12 });
    fc.assert(
      fc.property(weights, looks, fc.nat(30), cap, (from, staffing, slackPoints, stepCapPoints) => {
        const envelope = envelopeOf(from, from, { slackPoints, stepCapPoints });
        let state = startController(from);
        const deserted = new Set<string>();
        for (const agents of staffing) {
          const all = IDS.map((id, at) => target(id, agents[at] ?? 0));
          for (const one of all) if (one.qualifiedAgents === 0) deserted.add(one.id);
          const step = adjust(state, all, RULE, envelope);
          state = step.state;
          for (const id of outsideOf(envelope, state.weights)) {
            assert.ok((state.weights[id] ?? 0) < (envelope.bounds[id]?.min ?? 0), id);
            assert.ok(deserted.has(id), id);
          }
          if (step.change !== 'asks') continue;
          assert.ok(step.wish === null || outsideOf(envelope, step.wish ?? {}).length > 0);
        }
      }),
    );
  });

  it('relieves one of two that lost nearly all, though the other lost calls a moment ago; and else asks nobody for a rest', () => {
    const bounds = { a: { min: 30, max: 70 }, b: { min: 30, max: 70 } };
    const pair = { bounds, stepCapPoints: 40 };
    const given = adjust(
      startController({ a: 50, b: 50 }),
      [target('a', 30), target('b', 20)],
      RULE,
      pair,
    );
    assert.deepEqual(given.state.weights, { a: 60, b: 40 });
    const back = adjust(given.state, [target('a', 20), target('b', 25)], RULE, pair);
    assert.deepEqual([back.change, back.state.weights], ['kept', { a: 60, b: 40 }]);
    const lost = adjust(given.state, [target('a', 3), target('b', 27)], RULE, pair);
    assert.deepEqual([lost.change, lost.state.weights], ['moved', { a: 30, b: 70 }]);
  });

  it('moves nothing on what is not known', () => {
    const { change, reason, state } = adjust(start(), null, RULE, WIDE);
    assert.deepEqual([change, state.weights], ['kept', start().weights]);
    assert.match(reason, /not known/);
  });

  it('always has whole weights of 100 within the cap, and nobody at a queue without agents', () => {
    const looks = fc.array(fc.array(fc.nat(40), { minLength: 6, maxLength: 6 }), { maxLength: 20 });
    fc.assert(
      fc.property(weights, looks, cap, (from, staffing, stepCapPoints) => {
        let state = startController(from);
        for (const agents of staffing) {
          const all = IDS.map((id, at) => target(id, agents[at] ?? 0));
          const before = state.weights;
          const step = adjust(state, all, RULE, { ...WIDE, stepCapPoints });
          state = step.state;
          assert.ok(areWhole(state.weights));
          const deserted = all.filter((one) => one.qualifiedAgents === 0).map(({ id }) => id);
          const forced = deserted.reduce((sum, id) => sum + (before[id] ?? 0), 0);
          assert.ok(distance(before, state.weights) <= Math.max(stepCapPoints, forced));
          if (step.change === 'moved')
            for (const id of deserted) assert.equal(state.weights[id], 0, id);
        }
      }),
    );
  });

  it('comes to rest under any staffing that stays, and stays there', () => {
    fc.assert(
      fc.property(weights, targets, cap, (from, all, stepCapPoints) => {
        let state = startController(from);
        let lastMoved = -1;
        for (let look = 0; look < 150; look += 1) {
          const step = adjust(state, all, RULE, { ...WIDE, stepCapPoints });
          if (step.change === 'moved') lastMoved = look;
          state = step.state;
        }
        assert.ok(lastMoved < 110, `still moving at look ${lastMoved}`);
      }),
    );
  });
});
