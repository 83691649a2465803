import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  adjustedResource,
  inverseWithMove,
  mayBeWritten,
  withAdjusted,
  type Adjustment,
} from '../../src/domain/adjustment.js';
import { applyChanges, invertChanges } from '../../src/domain/apply.js';
import { advanceBases } from '../../src/domain/base.js';
import { percentOf, type Weights } from '../../src/domain/capacity/weights.js';
import type { JsonObject } from '../../src/domain/json.js';
import type { ResourceBase, ResourcePlan } from '../../src/domain/org-plan.js';
import { planResource, weightInverse } from '../../src/domain/plan.js';
import { sharingTargets } from '../../src/domain/strategy-envelope.js';

const KEY = 'na_east/strategy/routing';
const BY_AGENTS = { envelopePoints: 20, stepCapPoints: 10, agentsShareOf: () => 1 };

const strategy = (weights: Weights, priorities: Record<string, number> = {}): JsonObject => ({
  name: 'Routing',
  targets: Object.entries(weights).map(([id, weight]) => ({
    type: 'Queue',
    id,
    weight,
    priority: priorities[id] ?? 1,
  })),
});

function weightsOf(body: JsonObject): Weights {
  const targets = body['targets'] as { id: string; weight: number }[];
  return Object.fromEntries(targets.map(({ id, weight }) => [id, weight]));
}

const live = (body: JsonObject) =>
  ({ kind: 'strategy', id: 's1', name: 'Routing', body, version: '1', enabled: true }) as const;

/** A plan of the strategy, as of a policy whose weights follow the agents. */
function plan(
  desired: JsonObject,
  now: JsonObject | null,
  base: ResourceBase | null,
  byAgents: boolean = true,
): ResourcePlan {
  return planResource({
    rendered: {
      key: KEY,
      kind: 'strategy',
      component: 'routing',
      name: 'Routing',
      body: desired,
      references: [],
    },
    desired,
    live: now === null ? null : live(now),
    base,
    onConflict: 'hold',
    layer: 0,
    ...(byAgents ? { byAgents: BY_AGENTS } : {}),
  });
}

/** The base after a close, with what was adjusted before it. */
function closed(
  resource: ResourcePlan,
  now: JsonObject,
  before: ResourceBase | null,
  adjustments: readonly Adjustment[] = [],
): ResourceBase {
  const bases = advanceBases({
    bases: before === null ? {} : { [KEY]: before },
    plan: { resources: [resource] },
    live: [live(now)],
    adjusted: mayBeWritten(adjustments),
  });
  const base = bases[KEY];
  assert.ok(base !== undefined);
  return base;
}

const adjustment = (number: number, from: Weights, to: Weights): Adjustment => ({
  number,
  at: '2026-03-02T09:00:00.000Z',
  moves: [{ key: KEY, id: 's1', from, to, reason: 'agents' }],
});
const settled = (weights: Weights): ResourceBase =>
  closed(plan(strategy(weights), strategy(weights), null), strategy(weights), null);

const someWeights = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50), fc.nat(50))
  .map(([a, b, c]) => percentOf({ a, b, c }) ?? {});

describe('weights by agents', () => {
  it('have an envelope around the template’s, which is in the plan and to be approved', () => {
    const before = { a: 50, b: 50 };
    const planned = plan(strategy({ a: 90, b: 10 }), strategy(before), settled(before));
    assert.deepEqual(planned.envelope, {
      stepCapPoints: 10,
      targets: [
        { queue: 'a', weight: 90, min: 70, max: 100, agentsShare: 1 },
        { queue: 'b', weight: 10, min: 0, max: 30, agentsShare: 1 },
      ],
    });
    const unchanged = plan(strategy(before), strategy(before), settled(before));
    assert.equal(unchanged.action, 'unchanged');
    assert.deepEqual(unchanged.sensitive, ['routing_weights']);
  });

  it('are only where agents can decide: at least two targets that share all of the callers', () => {
    const sharing = (weights: Weights, priorities = {}): string[] | undefined =>
      sharingTargets(strategy(weights, priorities))?.map(({ id }) => id);
    assert.deepEqual(sharing({ a: 60, b: 40 }), ['a', 'b']);
    assert.deepEqual(sharing({ a: 60, b: 40, f: 0 }, { f: 2 }), ['a', 'b']);
    assert.equal(sharing({ a: 100, f: 0 }, { f: 2 }), undefined);
    assert.equal(sharing({ a: 60, b: 30, f: 10 }, { f: 2 }), undefined);
    assert.equal(sharing({ a: 1, b: 1 }), undefined);
    assert.equal(sharing({ a: 50.5, b: 49.5 }), undefined);
  });

  it('stay out of it where a person set one of them', () => {
    const before = { a: 50, b: 50 };
    const edited = plan(strategy(before), strategy({ a: 45, b: 55 }), settled(before));
    assert.equal(edited.action, 'kept');
    assert.equal(edited.envelope, undefined);
  });

  it('go back to what they were before the rollout, whatever was adjusted', () => {
    const looks = fc.array(someWeights, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(someWeights, someWeights, looks, (old, next, later) => {
        const planned = plan(strategy(next), strategy(old), settled(old));
        const deployed = applyChanges(strategy(old), planned.changes).body;
        const ways = [weightsOf(deployed), ...later];
        const adjustments = later.map((to, at) => adjustment(at + 1, ways[at] ?? {}, to));
        const moves = adjustments.flatMap((one) => one.moves);
        const now = strategy(ways.at(-1) ?? {});
        const inverse = moves.reduce(inverseWithMove, weightInverse({ resources: [planned] }));
        const first = applyChanges(now, inverse[0]?.changes ?? []);
        assert.deepEqual(first.skipped, []);
        assert.deepEqual(weightsOf(first.body), old);
        const layers = invertChanges(adjustedResource(planned, adjustments).changes);
        for (const body of [now, first.body])
          assert.deepEqual(weightsOf(applyChanges(body, layers).body), old);
        // A window that is finished by a remediation comes to the template's from there.
        const forward = withAdjusted(KEY, planned.changes, adjustments);
        assert.deepEqual(weightsOf(applyChanges(now, forward).body), next);
      }),
    );
  });

  it('that a person changed since are theirs', () => {
    const before = { a: 50, b: 50 };
    const planned = plan(strategy({ a: 60, b: 40 }), strategy(before), settled(before));
    const adjusted = [adjustment(1, { a: 60, b: 40 }, { a: 52, b: 48 })];
    const layers = invertChanges(adjustedResource(planned, adjusted).changes);
    const { body, skipped } = applyChanges(strategy({ a: 59, b: 41 }), layers);
    assert.equal(skipped.length, 2);
    assert.deepEqual(weightsOf(body), { a: 59, b: 41 });
  });

  it('stay as adjusted when the same release comes again, and move when another asks for others', () => {
    const before = { a: 50, b: 50 };
    const first = plan(strategy(before), strategy(before), settled(before));
    const adjusted = [adjustment(1, before, { a: 41, b: 59 })];
    const now = strategy({ a: 41, b: 59 });
    const base = closed(first, now, settled(before), adjusted);
    assert.deepEqual(
      [base.values['/targets/[a]/weight'], base.adjusted?.['/targets/[a]/weight']],
      [41, 50],
    );
    const again = plan(strategy(before), now, base);
    assert.equal(again.action, 'unchanged');
    assert.deepEqual(
      again.envelope?.targets.map(({ weight, min, max }) => [weight, min, max]),
      [
        [41, 30, 70],
        [59, 30, 70],
      ],
    );
    assert.deepEqual(closed(again, now, base), base);
    const other = plan(strategy({ a: 60, b: 40 }), now, base);
    assert.deepEqual(
      other.changes.map(({ from, to }) => [from, to]),
      [
        [41, 60],
        [59, 40],
      ],
    );
    // Without the policy the template says what weights are.
    assert.equal(plan(strategy(before), now, base, false).changes.length, 2);
    // Nobody's agents asked for what is outside.
    const far = strategy({ a: 10, b: 90 });
    const away = closed(first, far, settled(before), [adjustment(1, before, { a: 10, b: 90 })]);
    assert.equal(plan(strategy(before), far, away).changes.length, 2);
  });

  it('are Rollcall’s own where a later decision is on record that was never written', () => {
    const before = { a: 50, b: 50 };
    const first = plan(strategy(before), strategy(before), settled(before));
    const now = strategy({ a: 41, b: 59 });
    const decided = [
      adjustment(1, before, { a: 41, b: 59 }),
      adjustment(2, { a: 41, b: 59 }, { a: 35, b: 65 }),
    ];
    const base = closed(first, now, settled(before), decided);
    assert.equal(base.adjusted?.['/targets/[a]/weight'], 50);
    assert.equal(plan(strategy(before), now, base).action, 'unchanged');
    assert.equal(plan(strategy({ a: 60, b: 40 }), now, base).action, 'modified');
    // A decision of a later rollout that was not written leaves what an earlier one did.
    const again = closed(plan(strategy(before), now, base), now, base, decided.slice(1));
    assert.deepEqual(again, base);
  });

  it('that somebody changed after the last adjustment have no base of Rollcall’s making', () => {
    const before = { a: 50, b: 50 };
    const first = plan(strategy(before), strategy(before), settled(before));
    const adjusted = [adjustment(1, before, { a: 41, b: 59 })];
    const base = closed(first, strategy({ a: 20, b: 80 }), settled(before), adjusted);
    assert.equal(base.values['/targets/[a]/weight'], 50);
    assert.equal(base.adjusted, undefined);
    const next = plan(strategy(before), strategy({ a: 20, b: 80 }), base);
    assert.equal(next.action, 'kept');
  });
});
