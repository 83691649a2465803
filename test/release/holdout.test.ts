import assert from 'node:assert/strict';

import { findingsOf, releaseOf } from './fixture.js';

const file = 'policy.yaml';

describe('policy.yaml: holdout and verdicts', () => {
  it('holds nobody out and warns unless told otherwise', () => {
    const { holdout, checks } = releaseOf({ [file]: '{}' }).policy;
    assert.equal(holdout, undefined);
    assert.equal(checks.onNoVerdict, 'warn');
  });

  it('takes a percentage, groups that the manifest has, and a refusal', () => {
    const [group = ''] = releaseOf().groups.map(({ name }) => name);
    const text = `checks: { on_no_verdict: refuse }\nholdout: { percent: 5, groups: [${group}] }`;
    const { holdout, checks } = releaseOf({ [file]: text }).policy;
    assert.deepEqual(holdout, { percent: 5, groups: [group] });
    assert.equal(checks.onNoVerdict, 'refuse');
  });

  it('says where a group is none, and where a share is too large', () => {
    const [unknown] = findingsOf({ [file]: 'holdout:\n  groups: [regoin]\n' });
    assert.equal(unknown?.line, 2);
    assert.equal(unknown?.path, 'holdout.groups[0]');
    assert.match(unknown?.message ?? '', /unknown group "regoin".*Did you mean "region"/);
    const [large] = findingsOf({ [file]: 'holdout: { percent: 60 }\n' });
    assert.deepEqual([large?.line, large?.path], [1, 'holdout.percent']);
  });
});
