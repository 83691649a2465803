import assert from 'node:assert/strict';
import { holdNextWrite, refuseTokens, untilHit } from './faults.js';
import { isOver, type Played } from './play.js';
import { commitRelease } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const REFUSED = 'org_sub_032';

describe('an org whose client is refused in the middle of a wave', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ policy: [{ at: ['wave_percents'], value: [100] }] });
    await commitRelease(stage.enterprise, 'v2.1.0-tolerant', {
      'policy.yaml': (text) => text.replace('failure_tolerance: 0', 'failure_tolerance: 1'),
    });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** Opens a gate; the last org gets no token any more while the first one is being written. */
  async function refuseOneAfter(rollout: Played, gate: string): Promise<void> {
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === gate);
    const held = await holdNextWrite(stage.enterprise, realOrg('org_sub_002'));
    await rollout.approve();
    await untilHit(stage.enterprise, held);
    await refuseTokens(stage.enterprise, realOrg(REFUSED));
  }

  it('makes its wave go back where no failure is tolerated', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0' });
    await refuseOneAfter(rollout, 'expand-100');
    const status = await rollout.approveUntil(isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(
      JSON.stringify(end),
      /1 org\(s\) failed, tolerated are 0: org_sub_032: unauthorized/,
    );
    assert.deepEqual(status.orgs, { completed: 1, rolledBack: 3, failed: 1, untouched: 0 });
    const configuration = await stage.configuration();
    for (const org of status.waves[1]?.orgs ?? [])
      assert.match(JSON.stringify(configuration[realOrg(org)]), /Regional_IVR_v2\.0/);
  });

  it('fails alone where one failure is tolerated, and the rollout is incomplete', async () => {
    // The hub is on the release by now: the first wave is that of the subs.
    const rollout = await stage.roll({ release: 'v2.1.0-tolerant' });
    await refuseOneAfter(rollout, 'plan');
    const status = await rollout.approveUntil(isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    assert.deepEqual(status.orgs, { completed: 4, rolledBack: 0, failed: 1, untouched: 0 });
    const failed = status.outcomes.find(({ org }) => org === REFUSED);
    assert.equal(failed?.state, 'failed');
    assert.match(failed?.reason ?? '', /unauthorized/);
  });
});
