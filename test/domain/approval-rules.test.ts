import assert from 'node:assert/strict';

import {
  approvalRulesFor,
  objectionToApproval,
  openRegions,
} from '../../src/domain/approval-rules.js';
import type { GivenApproval } from '../../src/domain/approval-rules.js';
import { GateName, type ApprovalRule } from '../../src/domain/operations.js';

function rule(more: Partial<ApprovalRule> = {}): ApprovalRule {
  return {
    environment: null,
    gate: null,
    region: null,
    approvers: null,
    people: 1,
    signed: false,
    notTheRequester: false,
    expiresMinutes: null,
    ...more,
  };
}

const nowMs = Date.parse('2026-01-01T12:00Z');
const minutesAgo = (minutes: number): number => nowMs - minutes * 60_000;
const signed = (by: string, minutes = 1): GivenApproval => ({
  by,
  identity: 'signed',
  atMs: minutesAgo(minutes),
});
const claimed = (by: string, minutes = 1): GivenApproval => ({
  ...signed(by, minutes),
  identity: 'claimed',
});
const objection = (rules: ApprovalRule[], approvals: GivenApproval[]): string | null =>
  objectionToApproval(rules, approvals, { requestedBy: 'dana', nowMs });

describe('approval rules', () => {
  const east = rule({ environment: 'production', gate: 'expansion', region: 'east' });
  const anyRegion = rule({ environment: 'production', gate: 'expansion' });
  const plan = rule({ gate: 'plan' });
  const find = (gate: 'expansion' | 'plan', environment: string, regions: string[]) =>
    approvalRulesFor({
      operations: { approvals: [east, anyRegion, plan] },
      gate,
      environment,
      regions,
    });

  it('are the first that fit, for each region, each once', () => {
    assert.deepEqual(find('expansion', 'production', ['east']), [east]);
    assert.deepEqual(find('expansion', 'production', ['west', 'east', 'east', 'south']), [
      east,
      anyRegion,
    ]);
    assert.deepEqual(find('expansion', 'production', []), [anyRegion]);
    assert.deepEqual(find('expansion', 'staging', ['east']), []);
    assert.deepEqual(find('plan', 'staging', ['east', 'west']), [plan]);
  });

  it('without any, one approval by anybody will do', () => {
    assert.equal(objection([], []), 'needs an approval');
    assert.equal(objection([], [claimed('dana')]), null);
  });

  it('of one person take a claimed name', () => {
    const one = rule({ approvers: ['lee', 'kim'] });
    assert.equal(objection([one], [claimed('Lee ')]), null);
    assert.match(objection([one], [claimed('sam')]) ?? '', /lee, kim.*not counted: sam \(not an/);
    const anybody = rule({ notTheRequester: true });
    assert.match(objection([anybody], [claimed('DANA')]) ?? '', /DANA \(the requester\)/);
  });

  it('of two people take two, signed, and never one twice', () => {
    const two = rule({ people: 2 });
    assert.match(objection([two], [signed('lee'), signed('LEE')]) ?? '', /^needs 2 signed/);
    assert.match(objection([two], [signed('lee'), claimed('kim')]) ?? '', /kim \(not signed\)/);
    assert.equal(objection([two], [signed('lee'), signed('kim')]), null);
  });

  it('expire', () => {
    const short = rule({ signed: true, expiresMinutes: 240 });
    assert.equal(objection([short], [signed('lee', 239)]), null);
    assert.match(objection([short], [signed('lee', 240)]) ?? '', /lee \(expired\)/);
    assert.equal(objection([short], [signed('lee', 300), signed('lee', 1)]), null);
  });

  it('of several regions have to be satisfied all', () => {
    const rules = [rule({ region: 'east', approvers: ['lee'] }), rule({ approvers: ['kim'] })];
    assert.equal(objection(rules, [claimed('lee'), claimed('kim')]), null);
    assert.match(
      objection(rules, [claimed('lee')]) ?? '',
      /^needs an approval by kim; not counted: lee/,
    );
    assert.match(objection(rules, [claimed('kim')]) ?? '', /by lee for east/);
  });

  it('leave regions open where others have rules, and no entry without a region', () => {
    const open = (...approvals: ApprovalRule[]) =>
      openRegions({ approvals }, { production: ['east', 'west', 'west'], staging: ['west'] });
    assert.deepEqual(open(east, plan), [
      { environment: 'production', regions: ['west'], gates: ['expansion'], rule: 0 },
    ]);
    assert.deepEqual(open(east, anyRegion), []);
    assert.deepEqual(open(rule({ region: 'west' }), east), [
      // East has a rule for the expansion.
      {
        environment: 'production',
        regions: ['east'],
        gates: Object.values(GateName).filter((gate) => gate !== 'expansion'),
        rule: 0,
      },
    ]);
    assert.deepEqual(open(plan), []);
    assert.deepEqual(open(), []);
  });
});
