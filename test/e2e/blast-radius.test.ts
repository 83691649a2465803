import assert from 'node:assert/strict';
import type { RolloutStatus } from '../../src/client/index.js';
import { journal } from './enterprise.js';
import { refuseTokens } from './faults.js';
import { isOver, type Played } from './play.js';
import { commitRelease } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

/** Of carrier_birch in na_east: the first group of subs. */
const REFUSED = 'org_sub_012';

describe('how far a failing org reaches', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ policy: [{ at: ['wave_percents'], value: [100] }] });
    for (const [tag, tolerance] of [
      ['v2.1.0-by-carrier', '{ wave: 3, carrier: { carrier_birch: 0 } }'],
      ['v2.1.0-by-group', '{ wave: 100%, group: { na_east: 50%, default: 0 } }'],
      ['v2.1.0-strict', '{ wave: 1, group: { na_east: 0 }, strict: true }'],
    ] as const)
      await commitRelease(stage.enterprise, tag, {
        'policy.yaml': (text) =>
          text
            .replace('failure_tolerance: 0', `failure_tolerance: ${tolerance}`)
            .replace('max_parallel_orgs: 1', 'max_parallel_orgs: 4'),
      });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  /** A release over the subs alone, of which one gets no token once its plan is made. */
  async function playWithOneRefused(release: string): Promise<Played> {
    const rollout = await stage.roll({ release, only: ['na_east', 'eu_central'] });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'plan');
    await refuseTokens(stage.enterprise, realOrg(REFUSED));
    return rollout;
  }

  const stateOf = (status: RolloutStatus, org: string): string | undefined =>
    status.outcomes.find((outcome) => outcome.org === org)?.state;

  it('where a carrier has no tolerance: no further org starts, and the wave is taken back', async () => {
    const before = await stage.configuration();
    const rollout = await playWithOneRefused('v2.1.0-by-carrier');
    const status = await rollout.approveUntil(isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /1 org\(s\) failed, tolerated are 0.*carrier carrier_birch/);
    assert.equal(stateOf(status, REFUSED), 'failed');
    assert.equal(stateOf(status, 'org_sub_002'), 'rolledBack');
    for (const org of ['org_sub_022', 'org_sub_032'])
      assert.equal(stateOf(status, org), 'untouched');
    const written = (await journal(stage.enterprise.url)).map(({ orgId }) => orgId);
    assert.equal(written.includes(realOrg('org_sub_022')), false);
    assert.deepEqual(await stage.configuration(), before);
  });

  it('strictly: an org is not started while another one could still exceed the tolerance', async () => {
    const rollout = await playWithOneRefused('v2.1.0-strict');
    const status = await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'rolledBack');
    // Both could have run at once: the first one had to be done before the second was begun.
    const starts = await orgStarts(rollout);
    assert.equal(starts.length, 2);
    const [first, second] = starts;
    assert.ok(first && second && second.startMs > first.deployedMs, JSON.stringify(starts));
    assert.equal(stateOf(status, 'org_sub_022'), 'untouched');
  });

  it('where its group tolerates it: alone, and the rollout is incomplete', async () => {
    const rollout = await playWithOneRefused('v2.1.0-by-group');
    const status = await rollout.approveUntil(isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    assert.deepEqual(status.orgs, { completed: 3, rolledBack: 0, failed: 1, untouched: 0 });
  });

  /** When the orgs of the first group were started, and when each was deployed or failed; wall clock. */
  async function orgStarts(
    rollout: Played,
  ): Promise<readonly { readonly startMs: number; readonly deployedMs: number }[]> {
    const group = stage.client.workflow.getHandle(`group/${rollout.runId}/1/na_east`);
    const { events } = await group.fetchHistory();
    const times = (kind: string): number[] =>
      (events ?? [])
        .filter((event) => event[kind as keyof typeof event])
        .map(
          ({ eventTime }) => Number(eventTime?.seconds) * 1_000 + Number(eventTime?.nanos) / 1e6,
        );
    const starts = times('childWorkflowExecutionStartedEventAttributes');
    const heard = times('workflowExecutionSignaledEventAttributes');
    return starts.map((startMs) => ({
      startMs,
      deployedMs: heard.find((time) => time > startMs) ?? Infinity,
    }));
  }
});
