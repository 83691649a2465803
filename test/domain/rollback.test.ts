import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { sameConfiguration } from '../../src/domain/equality.js';
import type { JsonObject } from '../../src/domain/json.js';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import { flatten, getAt, setAt } from '../../src/domain/path.js';
import { ConflictPolicy } from '../../src/domain/release-model.js';
import { body, jsonValue } from './arbitraries.js';
import { orgIn, situation, target } from './org-arbitraries.js';
import type { OrgModel } from './org-model.js';
import { runs } from './runs.js';

const policy = fc.constantFrom(...Object.values(ConflictPolicy));

function bodiesOf(org: OrgModel): Record<string, JsonObject> {
  return Object.fromEntries([...org.live].map(([key, live]) => [key, live.body]));
}

/** Up to the order of keyed elements, which is not managed. */
function sameBodies(left: Record<string, JsonObject>, right: Record<string, JsonObject>): void {
  assert.deepEqual(Object.keys(left).sort(), Object.keys(right).sort());
  for (const [key, one] of Object.entries(left))
    assert.ok(sameConfiguration(one, right[key]), `${key}: ${JSON.stringify([one, right[key]])}`);
}

function outline(plan: OrgPlan): unknown {
  return plan.resources.map(({ key, action, changes, held }) => ({
    key,
    action,
    changes: changes.map(({ path, unbased }) => ({ path, unbased })),
    held: held.map(({ path, reason }) => ({ path, reason })),
  }));
}

describe('rollback after apply', () => {
  it('restores every body as it was, and the next plan is the one before', () => {
    fc.assert(
      fc.property(
        situation,
        policy,
        fc.nat(3),
        fc.boolean(),
        (found, onConflict, count, weightsFirst) => {
          const org = orgIn(found);
          const before = bodiesOf(org);
          const bases = structuredClone(org.bases);
          const plan = org.plan(found.target, onConflict);
          org.deploy(plan, count);
          const { skipped } = org.revert(plan, { count, weightsFirst });
          if (!weightsFirst) assert.equal(skipped, 0);
          sameBodies(bodiesOf(org), before);
          assert.deepEqual(org.bases, bases);
          assert.deepEqual(outline(org.plan(found.target, onConflict)), outline(plan));
        },
      ),
      runs(1000),
    );
  });

  it('undoes one release after another: the last one only, back to the one before', () => {
    fc.assert(
      fc.property(situation, target, policy, (found, next, onConflict) => {
        const org = orgIn(found);
        const first = org.plan(found.target, onConflict);
        org.deploy(first);
        org.close(first);
        const between = bodiesOf(org);
        const second = org.plan({ ...found.target, ...next }, onConflict);
        org.deploy(second);
        org.revert(second);
        sameBodies(bodiesOf(org), between);
        const again = org.plan(found.target, onConflict);
        assert.ok(again.resources.every((r) => r.changes.length === 0 && r.id !== null));
      }),
      runs(1000),
    );
  });

  it('leaves what a person set since, wherever it is, and restores the paths beside it', () => {
    fc.assert(
      fc.property(situation, policy, fc.nat(), jsonValue, (found, onConflict, pick, edit) => {
        const org = orgIn(found);
        const before = bodiesOf(org);
        const plan = org.plan(found.target, onConflict);
        org.deploy(plan);
        const places = [...org.live].flatMap(([key, live]) =>
          [...flatten(live.body).keys()]
            .filter((path) => !path.endsWith(']/id'))
            .map((path) => ({ key, path })),
        );
        const place = places[pick % places.length];
        const now = place && getAt(org.body(place.key) ?? {}, place.path);
        if (place === undefined || sameConfiguration(now, edit)) return;
        org.put(place.key, setAt(org.body(place.key) ?? {}, place.path, edit));
        org.revert(plan);
        assert.ok(
          sameConfiguration(getAt(org.body(place.key) ?? {}, place.path), edit) ||
            sameConfiguration(edit, getAt(before[place.key] ?? {}, place.path)),
        );
        for (const [key, was] of Object.entries(before))
          if (key !== place.key) assert.ok(sameConfiguration(org.body(key), was));
      }),
      runs(1000),
    );
  });

  it('never touches what no release names, through any number of releases and rollbacks', () => {
    const step = fc.record({ target, onConflict: policy, back: fc.boolean(), lose: fc.nat(5) });
    fc.assert(
      fc.property(situation, fc.array(step, { maxLength: 4 }), body, (found, steps, own) => {
        const org = orgIn(found);
        const keys = [...org.live.keys()];
        for (const key of keys) org.put(key, { ...org.body(key), own });
        for (const { target: next, onConflict, back, lose } of steps) {
          const plan = org.plan(next, onConflict);
          org.deploy(plan);
          if (back) org.revert(plan);
          else org.close(plan);
          if (lose === 0) org.bases = {};
          for (const key of keys) assert.deepEqual(org.body(key)?.['own'], own);
        }
      }),
      runs(1000),
    );
  });
});
