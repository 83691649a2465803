import assert from 'node:assert/strict';
import { trafficGate } from '../../src/workflows/ids.js';
import { objectionTo, type Standing } from '../../src/workflows/rollout/objections.js';
import { withApproval } from '../../src/workflows/rollout/received-approvals.js';

const NOW = '2026-03-02T09:00:00.000Z';
const GATE = 'traffic-org_sub_002';

describe('approvals of a question beside the open gate', () => {
  const standing: Standing = {
    gate: null,
    refusal: null,
    approvals: [],
    state: 'baking',
    questions: { gates: [GATE], planDigest: 'abcdef0123456789' },
  };
  const approve = { decision: 'approve', gate: GATE, by: 'lee' } as const;

  it('count for the plan that they name, and no other', () => {
    assert.equal(objectionTo(approve, standing), null);
    assert.equal(objectionTo({ ...approve, planDigest: 'abcdef01' }, standing), null);
    assert.match(
      objectionTo({ ...approve, planDigest: '99999999' }, standing) ?? '',
      /names plan 99999999, the current one is abcdef012345/,
    );
  });

  it('that are signed are not undone by a name that anybody can type', () => {
    const signed = { gate: GATE, by: 'lee', signature: 'SSHSIG', at: NOW };
    const one = withApproval([], signed, NOW);
    assert.equal(withApproval(one ?? [], { gate: GATE, by: 'lee' }, NOW), null);
    const newer = { ...signed, note: 'again' };
    assert.deepEqual(withApproval(one ?? [], newer, NOW), [newer]);
  });

  it('are for one org, whatever orgs are called', () => {
    assert.notEqual(trafficGate('east', 2), trafficGate('east-2', 1));
    assert.equal(trafficGate('org_sub_002', 1), GATE);
  });
});
