import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';

import type { ActivityDeps } from '../../src/activities/deps.js';
import { planActivities } from '../../src/activities/plan.js';
import type { ExperimentOrg } from '../../src/domain/experiment.js';
import type { RolloutPlan } from '../../src/domain/rollout-plan.js';
import { LedgerMissingError } from '../../src/ledger/port.js';
import { post } from '../e2e/enterprise.js';
import { startMadeUpPlanning, type MadeUpPlanning } from './made-up-planning.js';

describe('planning a rollout', () => {
  let stage: MadeUpPlanning;

  before(async () => {
    stage = await startMadeUpPlanning(6);
  });
  after(() => stage?.stop());

  async function plan(
    tag: string,
    rolloutKey: string,
    more: { readonly mayBeBlind?: boolean } = {},
  ): Promise<RolloutPlan> {
    const scope = await stage.scopeOf(tag, rolloutKey);
    const { planOrgs } = planActivities(stage.sources as unknown as ActivityDeps);
    return new MockActivityEnvironment().run(planOrgs, { scope, ...more });
  }

  it('records what the waves were drawn from, and an attempt that is repeated draws no others', async () => {
    await stage.enterprise.release('v2', { weight: 90 });
    const first = await plan('v2', 'run-1');
    const { experiment } = await stage.sources.ledger.readPlanSet('run-1');
    assert.equal(experiment?.seed, 'run-1');
    assert.deepEqual(experiment.waves, first.waves);
    const callsIn = (orgs: readonly ExperimentOrg[]): (number | null)[] =>
      orgs.filter(({ candidate }) => candidate).map(({ callsPerHour }) => callsPerHour);
    const calls = callsIn(experiment.orgs);
    assert.ok(calls.length === 6 && calls.every((one) => one !== null));
    // An hour later the orgs have had other calls.
    await post(`${stage.simulator.url}/_sim/clock`, { advanceMs: 3_600_000 });
    assert.deepEqual(await plan('v2', 'run-1'), first);
    await plan('v2', 'run-2');
    const later = (await stage.sources.ledger.readPlanSet('run-2')).experiment;
    assert.notDeepEqual(callsIn(later?.orgs ?? []), calls);
  });

  it('is refused where policy wants verdicts and there can be none, unless nothing is deployed', async () => {
    await stage.enterprise.release('v3', {
      weight: 80,
      policy: { checks: { on_no_verdict: 'refuse' } },
    });
    await assert.rejects(plan('v3', 'run-3'), (error) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.equal(error.nonRetryable, true);
      assert.match(error.message, /^nothing was written: no verdict can be had .*wave 100 %: /);
      return true;
    });
    await assert.rejects(stage.sources.ledger.readPlanSet('run-3'), LedgerMissingError);
    const { blindSpots } = await plan('v3', 'run-3', { mayBeBlind: true });
    assert.match((blindSpots ?? []).join('\n'), /100 %: no org is left to compare with/);
  });
});
