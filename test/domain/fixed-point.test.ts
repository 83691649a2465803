import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { sameConfiguration } from '../../src/domain/equality.js';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import { writesOf } from '../../src/domain/plan.js';
import { ConflictPolicy } from '../../src/domain/release-model.js';
import { orgIn, situation } from './org-arbitraries.js';
import { runs } from './runs.js';

const policy = fc.constantFrom(...Object.values(ConflictPolicy));

function heldOf(plan: OrgPlan): unknown {
  return plan.resources.map(({ key, held }) => ({ key, held }));
}

describe('apply after plan is a fixed point', () => {
  for (const onConflict of Object.values(ConflictPolicy))
    it(`under ${onConflict}: a second plan writes nothing, and holds what the first one held`, () => {
      fc.assert(
        fc.property(situation, (found) => {
          const org = orgIn(found);
          const first = org.plan(found.target, onConflict);
          assert.equal(org.deploy(first).skipped, 0);
          org.close(first);
          const second = org.plan(found.target, onConflict);
          assert.equal(writesOf(second), 0, JSON.stringify(second.resources));
          const count = (plan: OrgPlan): number => plan.resources.flatMap((r) => r.held).length;
          assert.equal(count(second), count(first));
          org.deploy(second);
          org.close(second);
          const third = org.plan(found.target, onConflict);
          assert.deepEqual(heldOf(third), heldOf(second));
          assert.equal(third.digest, second.digest);
        }),
        runs(1000),
      );
    });

  it('before its bases are advanced as after it: a rollout that broke off is taken up again', () => {
    fc.assert(
      fc.property(situation, policy, fc.nat(3), (found, onConflict, count) => {
        const org = orgIn(found);
        const first = org.plan(found.target, onConflict);
        org.deploy(first, count);
        const written = org.plan(found.target, onConflict);
        org.deploy(written);
        assert.equal(writesOf(org.plan(found.target, onConflict)), 0);
        const whole = orgIn(found);
        whole.deploy(whole.plan(found.target, onConflict));
        for (const key of Object.keys(found.target))
          assert.ok(sameConfiguration(org.body(key), whole.body(key)));
      }),
      runs(1000),
    );
  });

  it('leaves a resource that no template declares any more as it is, names it, and keeps its base', () => {
    fc.assert(
      fc.property(situation, policy, fc.boolean(), (found, onConflict, back) => {
        const org = orgIn(found);
        const gone = [...org.live].filter(([key]) => !Object.hasOwn(found.target, key));
        const bases = structuredClone(org.bases);
        const plan = org.plan(found.target, onConflict);
        const expected = gone.flatMap(([key, { id }]) => (bases[key] ? [{ key, id }] : []));
        assert.deepEqual(
          plan.removed ?? [],
          expected.sort((a, b) => (a.key < b.key ? -1 : 1)),
        );
        org.deploy(plan);
        if (back) org.revert(plan);
        else org.close(plan);
        for (const [key, { body }] of gone) {
          assert.equal(org.body(key), body);
          assert.deepEqual(org.bases[key], bases[key]);
        }
      }),
      runs(1000),
    );
  });
});
