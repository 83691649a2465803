import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import type { Json, JsonObject } from '../../src/domain/json.js';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import { pathsAbove } from '../../src/domain/keyed-elements.js';
import { flatten } from '../../src/domain/path.js';
import { resolveReferences } from '../../src/domain/reference.js';
import { ConflictPolicy } from '../../src/domain/release-model.js';
import { ManualEdits } from './manual-edits.js';
import { OrgModel, type Target } from './org-model.js';
import { editName, editOf } from './person.js';
import { runs } from './runs.js';
import { orderOf } from './slots.js';

const KEYS = ['g/queue/k', 'g/strategy/s'] as const;
type Key = (typeof KEYS)[number];

const value = fc.constantFrom('r0', 'r1', 'r2');
const members = (model: Record<string, fc.Arbitrary<Json>>): fc.Arbitrary<JsonObject> =>
  fc.record(model, { requiredKeys: [] }).map((some) => ({ ...some }) as JsonObject);
const targets = fc.uniqueArray(
  fc.record<JsonObject>(
    { id: fc.constantFrom<Json>('a', 'b', { ref: KEYS[0] }), weight: value, note: value },
    { requiredKeys: ['id'] },
  ),
  { minLength: 1, maxLength: 3, selector: ({ id }) => JSON.stringify(id) },
);
const queue = members({ s0: value, tags: fc.array(value, { maxLength: 2 }) });
// Only people reshape `o` and `t` here: what releases reshape is the matter of the fixed point and the rollback.
const strategy = members({
  s0: value,
  s1: value,
  tags: fc.array(value, { maxLength: 2 }),
  o: fc.oneof(fc.record({ p: value }), fc.record({ p: value, q: value })),
  t: targets,
});
const release: fc.Arbitrary<Target> = fc.record({ [KEYS[0]]: queue, [KEYS[1]]: strategy });

const edit = fc.record({
  do: fc.constant('edit' as const),
  on: fc.constantFrom(...KEYS),
  name: editName,
});
type Edited = { readonly do: 'edit'; readonly on: Key; readonly name: string };
const rollout = fc.record({
  do: fc.constant('roll out' as const),
  release: fc.nat(2),
  onConflict: fc.constantFrom(...Object.values(ConflictPolicy)),
  racing: fc.option(edit, { freq: 3 }),
  since: fc.array(edit, { maxLength: 2 }),
  end: fc.constantFrom('close', 'close', 'roll back', 'roll back, weights first'),
});
const step = fc.oneof(
  { weight: 4, arbitrary: edit },
  { weight: 6, arbitrary: rollout },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose the ledger' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('adopt' as const), release: fc.nat(2) }) },
);

class Scene {
  private readonly org = new OrgModel();
  private readonly oracles = new Map(KEYS.map((key) => [key, new ManualEdits()] as const));
  private marks = 0;

  constructor(
    private readonly releases: readonly Target[],
    existing: Readonly<Record<string, JsonObject | null>>,
  ) {
    for (const key of KEYS) {
      const body = existing[key];
      if (body === null || body === undefined) continue;
      this.org.put(key, body);
      this.oracle(key).edited(undefined, body);
    }
  }

  run(one: typeof step extends fc.Arbitrary<infer Step> ? Step : never): void {
    if (one.do === 'edit') this.edit(one);
    else if (one.do === 'roll out') this.rollOut(one);
    else if (one.do === 'adopt') this.adopt(this.releases[one.release] ?? {});
    else {
      this.org.bases = {};
      for (const oracle of this.oracles.values()) oracle.lostLedger();
    }
  }

  private edit({ on, name }: Edited): void {
    const before = this.org.body(on);
    if (before === undefined) return;
    this.marks += 1;
    this.org.put(on, editOf(name)(before, `p${this.marks}`));
    this.oracle(on).edited(before, this.org.body(on));
  }

  private rollOut(one: typeof rollout extends fc.Arbitrary<infer Rollout> ? Rollout : never): void {
    const { org } = this;
    const target = this.releases[one.release] ?? {};
    const plan = org.plan(target, one.onConflict);
    // The queue's id is known beforehand, or is the next one.
    for (const key of KEYS) this.oracle(key).planned(org.body(key), this.resolved(target, key));
    if (one.racing !== null) this.edit(one.racing);
    this.deploy(plan, one.onConflict);
    for (const oracle of this.oracles.values()) oracle.settled();
    for (const since of one.since) this.edit(since);
    const left = this.bodies();
    if (one.end === 'close') {
      org.close(plan);
      for (const key of KEYS) this.oracle(key).closed(org.body(key));
      return;
    }
    org.revert(plan, { weightsFirst: one.end !== 'roll back' });
    for (const key of KEYS) this.oracle(key).reverted({ before: left[key], after: org.body(key) });
  }

  private deploy(plan: OrgPlan, onConflict: ConflictPolicy): void {
    const before = this.bodies();
    this.org.deploy(plan);
    for (const key of KEYS) {
      const changes = plan.resources.find((resource) => resource.key === key)?.changes ?? [];
      const saysUnbased = changes.some(
        ({ unbased, from }) => unbased === true && from !== undefined,
      );
      const bodies = { before: before[key], after: this.org.body(key) };
      this.oracle(key).deployed(bodies, onConflict, saysUnbased);
      const common = (from: JsonObject | undefined, other: JsonObject | undefined): string[] =>
        orderOf(from).filter((id) => orderOf(other).includes(id));
      assert.deepEqual(common(bodies.after, bodies.before), common(bodies.before, bodies.after));
    }
  }

  /** `rollcall adopt`: what is live at the release's paths becomes their base. */
  private adopt(target: Target): void {
    for (const key of KEYS) {
      const live = this.org.live.get(key);
      if (live === undefined) continue;
      const previous = this.org.bases[key];
      const values = new Map(Object.entries(previous?.values ?? {}));
      for (const path of flatten(this.resolved(target, key)).keys()) {
        const isNamed = (other: string): boolean =>
          other === path || pathsAbove(other).includes(path);
        const there = [...flatten(live.body)].filter(([other]) => isNamed(other));
        if (there.length > 0)
          for (const other of [...values.keys()].filter(isNamed)) values.delete(other);
        for (const [other, value] of there) values.set(other, value);
      }
      this.org.bases[key] = { id: live.id, values: Object.fromEntries(values) };
      this.oracle(key).adopted(live.body, this.resolved(target, key));
    }
  }

  private resolved(target: Target, key: Key): JsonObject {
    return resolveReferences(target[key] ?? {}, (ref) => this.org.idOf(ref) ?? this.org.upcomingId)
      .body;
  }

  private bodies(): Partial<Record<Key, JsonObject>> {
    return Object.fromEntries([...this.org.live].map(([key, { body }]) => [key, body]));
  }

  private oracle(key: Key): ManualEdits {
    const oracle = this.oracles.get(key);
    assert.ok(oracle);
    return oracle;
  }
}

describe('manual edits', () => {
  it('survive any sequence of plans, deployments and rollbacks that do not touch them', () => {
    const existing = fc.record({
      [KEYS[0]]: fc.constantFrom<JsonObject | null>(null, {}, { s0: 'p', tags: ['p'] }),
      [KEYS[1]]: fc.constantFrom<JsonObject | null>(
        null,
        {},
        { s0: 'p', o: { p: 'p' }, t: [{ id: 'a', weight: 'p' }, { id: 'mine' }] },
      ),
    });
    const releases = fc.array(release, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(releases, existing, fc.array(step, { maxLength: 10 }), (all, start, steps) => {
        const scene = new Scene(all, start);
        for (const one of steps) scene.run(one);
      }),
      runs(2000),
    );
  });
});
