import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { canonicalJson } from '../../src/domain/canonical-json.js';
import { sameConfiguration, sameJson } from '../../src/domain/equality.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import { mergeResource } from '../../src/domain/merge.js';
import { flatten, getAt, setAt } from '../../src/domain/path.js';
import { ConflictPolicy } from '../../src/domain/release-model.js';
import { applyChanges, invertChanges } from '../../src/domain/apply.js';
import { body } from './arbitraries.js';
import { orgIn, situation, type Situation } from './org-arbitraries.js';
import { runs } from './runs.js';

const policy = fc.constantFrom(...Object.values(ConflictPolicy));

/** The same with the members of every object the other way round. */
function turned<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toReversed();
  return Object.fromEntries(members.map(([name, member]) => [name, turned(member)])) as T;
}

function turnedSituation({ live, earlier, forgotten, target }: Situation): Situation {
  const each = (
    bodies: Readonly<Partial<Record<string, JsonObject>>>,
  ): Record<string, JsonObject> => turned(bodies as JsonObject) as Record<string, JsonObject>;
  return {
    live: each(live),
    earlier: earlier === null ? null : each(earlier),
    forgotten,
    target: each(target),
  };
}

const awkwardName = fc.oneof(
  fc.constantFrom(
    '/',
    '~',
    '~0',
    '~1',
    '[',
    ']',
    '[x]',
    '',
    '__proto__',
    'constructor',
    'ref:',
    'ref',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({
    unit: fc.constantFrom('~', '/', '[', ']', '0', '1', '4', ':', '\ud800', 'é'),
    maxLength: 5,
  }),
);
const awkwardScalar = fc.oneof(
  fc.constantFrom<Json>(-0, 0, 1e21, 1e-7, Number.MAX_SAFE_INTEGER + 2, 5e-324, '', '\u2028'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const awkwardElement = fc
  .tuple(fc.oneof(awkwardName, awkwardScalar), awkwardName, awkwardScalar)
  .map(([id, name, value]): JsonObject => ({ ...Object.fromEntries([[name, value]]), id }));
const awkwardBody: fc.Arbitrary<JsonObject> = fc
  .array(
    fc.tuple(
      awkwardName,
      fc.oneof(
        awkwardScalar,
        fc.array(awkwardElement, { maxLength: 3 }),
        fc
          .array(fc.tuple(awkwardName, awkwardScalar), { maxLength: 3 })
          .map((members) => Object.fromEntries<Json>(members)),
      ),
    ),
    { maxLength: 4 },
  )
  .map((members) => Object.fromEntries<Json>(members));

describe('plans are the same for the same facts', () => {
  it('whatever the order of members in live bodies, bases and templates', () => {
    fc.assert(
      fc.property(situation, policy, (found, onConflict) => {
        // Paths are forgotten by their number, which the order of members decides.
        const all = { ...found, forgotten: [] };
        const plan = orgIn(all).plan(all.target, onConflict);
        const other = turnedSituation(all);
        assert.equal(orgIn(other).plan(other.target, onConflict).digest, plan.digest);
      }),
      runs(1000),
    );
  });

  it('and after the way through JSON text, as the ledger keeps them', () => {
    fc.assert(
      fc.property(situation, policy, (found, onConflict) => {
        const { digest, ...plan } = orgIn(found).plan(found.target, onConflict);
        const text = canonicalJson(plan as unknown as Json);
        assert.equal(canonicalJson(JSON.parse(text) as Json), text);
        assert.match(digest, /^[0-9a-f]{64}$/);
      }),
      runs(500),
    );
  });

  it('and no two different bodies have the same canonical text', () => {
    fc.assert(
      fc.property(awkwardBody, awkwardBody, (left, right) => {
        assert.equal(canonicalJson(left) === canonicalJson(right), sameJson(left, right));
        assert.equal(canonicalJson(turned(left)), canonicalJson(left));
      }),
      runs(1000),
    );
  });
});

describe('awkward names, ids and numbers', () => {
  it('have paths of their own, from which the body can be rebuilt', () => {
    fc.assert(
      fc.property(awkwardBody, (original) => {
        const leaves = [...flatten(original)];
        for (const [path, value] of leaves) assert.ok(sameJson(getAt(original, path), value), path);
        const rebuilt = leaves.reduce<JsonObject>(
          (done, [at, value]) => setAt(done, at, value),
          {},
        );
        assert.ok(sameJson(rebuilt, original));
        assert.equal(({} as JsonObject)['polluted'], undefined);
      }),
      runs(1000),
    );
  });

  it('are merged, written and taken back like any other', () => {
    fc.assert(
      fc.property(awkwardBody, awkwardBody, fc.option(awkwardBody), (live, desired, earlier) => {
        const base = earlier === null ? null : Object.fromEntries(flatten(earlier));
        const onConflict = 'useRelease';
        const { changes } = mergeResource({ live, desired, base, onConflict });
        const { body: after, skipped } = applyChanges(live, changes);
        assert.deepEqual(skipped, []);
        assert.deepEqual(mergeResource({ live: after, desired, base, onConflict }).changes, []);
        const back = applyChanges(after, invertChanges(changes));
        assert.deepEqual(back.skipped, []);
        assert.ok(sameConfiguration(back.body, live));
      }),
      runs(1000),
    );
  });

  it('may be 300 levels deep', () => {
    const deep = (leaf: Json, levels: number): JsonObject => {
      let value: Json = leaf;
      for (let level = 0; level < levels; level += 1)
        value = level % 2 === 0 ? { a: value } : [{ id: 'x', value }];
      return { value };
    };
    const [live, desired] = [deep(1, 300), deep(2, 300)];
    const { changes } = mergeResource({ live, desired, base: null, onConflict: 'hold' });
    assert.equal(changes.length, 1);
    assert.deepEqual(applyChanges(live, changes).body, desired);
    assert.equal(canonicalJson(turned(live)), canonicalJson(live));
  });

  it('are never touched where nobody names them', () => {
    fc.assert(
      fc.property(awkwardBody, body, policy, (own, desired, onConflict) => {
        const live = { own };
        const base = Object.fromEntries(flatten(desired));
        const { changes } = mergeResource({ live, desired, base, onConflict });
        assert.ok(sameJson(getAt(applyChanges(live, changes).body, '/own'), own));
      }),
      runs(1000),
    );
  });
});
