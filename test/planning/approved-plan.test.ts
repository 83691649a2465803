import assert from 'node:assert/strict';
import { assembleOrgPlan } from '../../src/domain/plan.js';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import type { PlanSet } from '../../src/ledger/port.js';
import { refuseUnapproved } from '../../src/planning/approved-plan.js';
import { sha256 } from '../../src/planning/hash.js';
import { fleetDigest } from '../../src/planning/summarise.js';

const plan: OrgPlan = assembleOrgPlan({
  org: 'sub_1',
  realOrgId: 'real-1',
  environment: 'production',
  commit: 'c0ffee',
  releaseDigest: 'digest',
  resources: [],
  hash: sha256,
});

function setOf(plans: readonly OrgPlan[]): PlanSet {
  return {
    planDigest: fleetDigest(plans),
    environment: 'production',
    commit: 'c0ffee',
    releaseDigest: 'digest',
    createdAt: '2026-01-01T00:00:00Z',
    revision: 1,
    orgs: plans.map(({ org, digest }) => ({ org, digest })),
  };
}

describe('a plan from the ledger', () => {
  const set = setOf([plan]);

  it('is carried out where it is the one that was approved', () => {
    refuseUnapproved(set, plan, set.planDigest);
    refuseUnapproved(set, plan, undefined);
  });

  it('is refused where its content is another one than its digest says', () => {
    const tampered = { ...plan, realOrgId: 'real-2' };
    assert.throws(
      () => refuseUnapproved(set, tampered, set.planDigest),
      /its content does not have/,
    );
  });

  it('is refused where the set has another one of the org', () => {
    const { digest: _digest, ...content } = { ...plan, commit: 'decaf' };
    const other = assembleOrgPlan({ ...content, hash: sha256 });
    assert.throws(() => refuseUnapproved(set, other, set.planDigest), /planned something else/);
  });

  it('is refused where the set was changed, or is not the one that the rollout goes by', () => {
    const longer = { ...set, orgs: [...set.orgs, { org: 'sub_2', digest: 'x' }] };
    assert.throws(
      () => refuseUnapproved(longer, plan, set.planDigest),
      /the set of plans does not/,
    );
    assert.throws(
      () => refuseUnapproved(set, plan, 'f'.repeat(64)),
      /the rollout goes by ffffffffffff/,
    );
  });
});
