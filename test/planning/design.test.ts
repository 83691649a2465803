import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { makeUpEnterprise, type MadeUpEnterprise } from '../../bench/plan/enterprise.js';
import { git } from '../../src/cli/demo/git.js';
import { composePlanning } from '../../src/compose.js';
import type { Experiment } from '../../src/domain/experiment.js';
import { designExperiment } from '../../src/planning/design.js';
import { designFleet } from '../../src/planning/design-fleet.js';
import { load } from '../../src/planning/loaded.js';
import { refusalOf } from '../../src/planning/outlook.js';
import { planFleet, type FleetPlan } from '../../src/planning/plan-fleet.js';
import { summarise, writtenOf } from '../../src/planning/summarise.js';
import { readSettings } from '../../src/settings.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';

const SHAPE = { queues: 1, strategies: 1, flows: 1, trunks: 1, blocks: 2, weight: 100 };
const SUBS = { na_east: 12, eu_central: 12 };

interface Designed {
  readonly fleet: FleetPlan;
  readonly experiment: Experiment;
}

describe('the design of a rollout', () => {
  let simulator: RunningSimulator;
  let folder: string;
  let enterprise: MadeUpEnterprise;

  before(async () => {
    simulator = await startSimulator({ port: 0, frozen: true, dialects: ['guide'] });
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-design-'));
    const made = { ...SHAPE, subs: SUBS, callers: true, simulatorUrl: simulator.url };
    enterprise = await makeUpEnterprise(folder, made);
    await enterprise.adopt('v1');
  });
  after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function fleetOf(tag: string, only?: readonly string[]): Promise<FleetPlan> {
    const sources = await composePlanning(readSettings(enterprise.variables));
    const commit = await sources.releases.resolve(tag);
    const loaded = await load(sources, { commit, environment: 'production' });
    return planFleet(sources, loaded, only === undefined ? {} : { only }, {});
  }

  async function design(tag: string, seed: string): Promise<Designed> {
    const fleet = await fleetOf(tag);
    return { fleet, experiment: await designFleet(fleet, seed, {}) };
  }

  /** Commits the made-up configuration with one file edited. */
  async function releaseWith(
    tag: string,
    edits: Readonly<Record<string, (text: string) => string>>,
  ): Promise<void> {
    await enterprise.release(`${tag}-before`, {});
    for (const [name, edit] of Object.entries(edits)) {
      const file = path.join(enterprise.repository, 'config', name);
      const text = await readFile(file, 'utf8');
      assert.notEqual(edit(text), text);
      await writeFile(file, edit(text));
    }
    await git(enterprise.repository, 'commit', '--all', '--quiet', '--message', tag);
    await git(enterprise.repository, 'tag', tag);
  }

  const orgsOf = ({ waves }: Experiment, at: number): string[] =>
    (waves[at]?.groups ?? []).flatMap(({ orgs }) => orgs.map(({ org }) => org));

  it('draws by region, carrier and the volume that telemetry tells, and can be drawn again', async () => {
    await enterprise.release('v2', { weight: 90 });
    const { fleet, experiment } = await design('v2', 'seed');
    const candidates = experiment.orgs.filter(({ candidate }) => candidate);
    assert.equal(candidates.length, 24);
    const sizes = new Map<string, number>();
    for (const { stratum, callsPerHour } of candidates) {
      assert.ok((callsPerHour ?? 0) > 0);
      assert.match(stratum, /^(us_east|eu_central)\/carrier_(alder|birch)\/(low|middle|high)$/);
      const volume = stratum.split('/')[2] ?? '';
      sizes.set(volume, (sizes.get(volume) ?? 0) + 1);
    }
    assert.ok(
      [...sizes.values()].every((size) => size >= 6 && size <= 10),
      String([...sizes]),
    );
    assert.deepEqual(
      experiment.waves.map(({ name }) => name),
      ['10 %', '50 %', '100 %'],
    );
    const [first] = experiment.waves;
    const draws = first?.outlook?.draws ?? 0;
    assert.ok(draws >= 400, `${draws} ways`);
    const { loaded, plans, surveyed } = fleet;
    const telemetry = {
      calls: new Map(
        candidates.map(({ org, callsPerHour }) => [
          org,
          {
            callsPerHour: callsPerHour ?? 0,
            abandonmentShare: 0.05,
            waitSeconds: 20,
            attemptsPerHour: 0,
            hitShare: 0,
          },
        ]),
      ),
      hasEarlierWeeks: false,
    };
    const written = writtenOf(fleet);
    const again = designExperiment({ loaded, plans, surveyed, written, seed: 'seed', telemetry });
    assert.deepEqual(orgsOf(again, 0), orgsOf(experiment, 0));
    const other = designExperiment({ loaded, plans, surveyed, written, seed: 'other', telemetry });
    assert.notDeepEqual(orgsOf(other, 0), orgsOf(experiment, 0));
  });

  it('says how long each wave has to be watched, and what the last one cannot show', async () => {
    const { experiment } = await design('v2', 'seed');
    const [first, , last] = experiment.waves.map(({ outlook }) => outlook);
    assert.equal(first?.comparedWith, 'controls');
    assert.deepEqual([first?.canaries, first?.controls, first?.controlsDrawn], [3, 21, true]);
    const minutes = (first?.abandonment ?? []).map((one) => one.minutes ?? Infinity);
    assert.deepEqual(
      minutes,
      minutes.toSorted((a, b) => b - a),
    );
    assert.ok((minutes.at(-1) ?? Infinity) < Infinity);
    // The simulator began ninety minutes ago: it has no weeks. The hub, which gets nothing, is one org only.
    assert.equal(last?.comparedWith, 'ownPast');
    assert.equal(last?.verdict, 'impossible');
    assert.equal(experiment.refusal, null);
  });

  it('keeps a holdout to the end, which the wave before is compared with', async () => {
    await enterprise.release('v3', { weight: 80, policy: { holdout: { percent: 10 } } });
    const { experiment } = await design('v3', 'seed');
    assert.deepEqual(
      experiment.waves.map(({ name, gate }) => [name, gate]),
      [
        ['10 %', 'expand-10'],
        ['50 %', 'expand-50'],
        ['100 %', 'expand-100'],
        ['holdout', 'expand-holdout'],
      ],
    );
    const held = orgsOf(experiment, 3);
    assert.equal(held.length, 3);
    assert.deepEqual(experiment.waves[2]?.controls.toSorted(), held.toSorted());
    assert.equal(experiment.waves[2]?.outlook?.comparedWith, 'controls');
    const everybody = experiment.waves.flatMap((_, at) => orgsOf(experiment, at));
    assert.equal(new Set(everybody).size, 24);
  });

  it('is refused by policy where a wave cannot be judged, with what to do', async () => {
    await enterprise.release('v4', { weight: 70, policy: { checks: { on_no_verdict: 'refuse' } } });
    const { experiment } = await design('v4', 'seed');
    assert.match(experiment.refusal ?? '', /wave 100 %: no org is left.*keep a holdout/);
  });

  it('is refused where callers would be moved at once, or for longer than an org has', async () => {
    const traffic = { step_cap: 10 };
    await enterprise.release('v7', { weight: 40, policy: { traffic } });
    const swapped = (await design('v7', 'seed')).experiment.refusal ?? '';
    assert.match(
      swapped,
      /moved at once .*na_east\/strategy\/strategy_1 in na_east_001.* and 19 more/,
    );
    const allowed = { ...traffic, hard_swaps: 'allow' };
    await enterprise.release('v8', { weight: 40, policy: { traffic: allowed } });
    const swapping = await design('v8', 'seed');
    assert.equal(swapping.experiment.refusal, null);
    assert.deepEqual(summarise(swapping.fleet, swapping.experiment).sensitive, [
      'routing weights: na_east/strategy/strategy_1, AT ONCE in 12 org(s)',
      'routing weights: eu_central/strategy/strategy_1, AT ONCE in 12 org(s)',
    ]);
    const shift = { weight: 50, sharedWeight: 50 };
    await enterprise.release('v9', { ...shift, policy: { traffic } });
    assert.match((await design('v9', 'seed')).experiment.refusal ?? '', /no priority changes/);
    const fleet = await fleetOf('v9');
    const [org, plan] = [...fleet.plans].find(([name]) => name === 'na_east_001') ?? assert.fail();
    const via = [100, 90, 80, 70, 60];
    const change = { path: '/targets/[a]/weight', from: 100, to: 50, via };
    const stepping = plan.resources.map((one) => ({ ...one, changes: [change] }));
    const slow = { stepCapPoints: 10, stepMinutes: 12, hardSwaps: 'refuse' } as const;
    const { policy } = fleet.loaded.release;
    const plans = new Map([[org, { ...plan, resources: stepping }]]);
    assert.match(
      refusalOf({ ...policy, traffic: slow }, [], plans) ?? '',
      /org_deadline_minutes: 60\): 5 steps of 12 min in na_east_001/,
    );
    const quick = { ...slow, stepMinutes: 11 };
    assert.equal(refusalOf({ ...policy, traffic: quick }, [], plans), null);
  });

  it('takes no org for a control whose callers reach the hub by what is live still', async () => {
    const unshared = (text: string): string => text.replaceAll('hub/queue/shared', 'queue/queue_1');
    await releaseWith('v5', {
      'templates/hub/shared.json': (text) => text.replace('"general"', '"special"'),
      'templates/region/strategy_1.json': unshared,
    });
    const { experiment } = await design('v5', 'seed');
    const [hub] = experiment.waves;
    assert.equal(hub?.name, 'hub');
    assert.equal(hub?.exposed.length, 24);
    for (const { controls } of experiment.waves) assert.deepEqual(controls, []);
  });

  it('goes by callers where policy says so, and by orgs where nobody knows them', async () => {
    await enterprise.release('v6', { weight: 60, policy: { waves_by: 'callers' } });
    const fleet = await fleetOf('v6');
    const { loaded, plans, surveyed } = fleet;
    const written = writtenOf(fleet);
    // One of 24 has half of all callers.
    const callsOf = (org: string): number => (org === 'na_east_001' ? 2_300 : 100);
    const telemetry = {
      calls: new Map(
        written.map((org) => [
          org,
          {
            callsPerHour: callsOf(org),
            abandonmentShare: 0.05,
            waitSeconds: 20,
            attemptsPerHour: 0,
            hitShare: 0,
          },
        ]),
      ),
      hasEarlierWeeks: false,
    };
    for (const seed of ['a', 'b', 'c']) {
      const request = { loaded, plans, surveyed, written, seed };
      const byCallers = designExperiment({ ...request, telemetry });
      const first = orgsOf(byCallers, 0);
      const calls = first.reduce((sum, org) => sum + callsOf(org), 0);
      assert.ok(calls <= 460 || first.length === 1, first.join());
      assert.equal(orgsOf(designExperiment(request), 0).length, 3);
    }
  });

  it('never waits for telemetry that cannot be read', async () => {
    const fleet = await fleetOf('v2');
    const { loaded, plans, surveyed } = fleet;
    const written = writtenOf(fleet);
    const blind = designExperiment({ loaded, plans, surveyed, written, seed: 'seed' });
    assert.deepEqual(
      blind.waves.map(({ outlook }) => outlook?.verdict),
      ['unknown', 'unknown', 'unknown'],
    );
    assert.ok(blind.orgs.every(({ stratum }) => stratum.endsWith('/unknown')));
    assert.equal(orgsOf(blind, 0).length, 3);
  });
});
