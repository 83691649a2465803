import assert from 'node:assert/strict';

import { gatherEvidence, type EvidenceRequest } from '../../src/activities/gather-evidence.js';
import type { Evidence } from '../../src/domain/canary/evidence.js';
import { load, type Loaded } from '../../src/planning/loaded.js';
import { post } from '../e2e/enterprise.js';
import { startMadeUpPlanning, type MadeUpPlanning } from './made-up-planning.js';

const MINUTE_MS = 60_000;
const TELEMETRY = '/api/v2/analytics/interactions/queues';
const ORGS = [1, 2, 3, 4].map((number) => `na_east_00${number}`);
const [CANARY = '', ...CONTROLS] = ORGS;

/** What a check asks of platforms that are there, that are not, and that have been asked before. */
describe('the evidence of a check', function () {
  this.timeout(120_000);
  let stage: MadeUpPlanning;
  let loaded: Loaded;
  let deployedMs: number;

  before(async () => {
    stage = await startMadeUpPlanning(ORGS.length);
    loaded = await load(stage.sources, await stage.scopeOf('v1', 'v1'));
    await post(`${stage.simulator.url}/_sim/clock`, { advanceMs: 200 * MINUTE_MS });
    const { nowMs } = await loaded.client(CANARY).platformTime();
    deployedMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - 30 * MINUTE_MS;
  });
  after(() => stage?.stop());
  afterEach(() => fetch(`${stage.simulator.url}/_sim/faults`, { method: 'DELETE' }));

  const gather = (changes: Partial<EvidenceRequest> = {}): Promise<Evidence> =>
    gatherEvidence(
      loaded,
      {
        canaries: [CANARY],
        controls: CONTROLS,
        preToMs: deployedMs - MINUTE_MS,
        postFromMs: deployedMs,
        place: { rung: 0, wave: 0, waves: 2 },
        controlsDrawn: true,
        horizonMinutes: 60,
        checksMs: [deployedMs + 15 * MINUTE_MS, deployedMs + 20 * MINUTE_MS],
        seed: 'seed',
        stratumOf: () => 'region/carrier',
        ...changes,
      },
      {},
    );
  const intervalsOf = ({ orgs }: Evidence, org: string): readonly string[] =>
    orgs.find((one) => one.org === org)?.intervals.map(({ start }) => start) ?? assert.fail(org);
  const isBefore = (start: string): boolean => Date.parse(start) < deployedMs - MINUTE_MS;

  it('has each org in its role, before and after, and the policy of the wave', async () => {
    const evidence = await gather();
    assert.deepEqual(
      evidence.orgs.map(({ org, role, deployedAt }) => [org, role, deployedAt !== null]),
      [[CANARY, 'canary', true], ...CONTROLS.map((org) => [org, 'control', false])],
    );
    for (const org of ORGS) {
      const starts = intervalsOf(evidence, org);
      assert.ok(starts.some(isBefore), `${org} has nothing before`);
      assert.ok(!starts.every(isBefore), `${org} has nothing after`);
    }
    assert.equal(evidence.checks.length, 2);
    assert.equal(evidence.controlsDrawn, undefined);
    assert.equal((await gather({ controlsDrawn: false })).controlsDrawn, false);
  });

  it('has nothing of an org that does not answer, and all of the others', async () => {
    await post(`${stage.simulator.url}/_sim/faults`, {
      orgId: `real-${CONTROLS[0]}`,
      route: TELEMETRY,
      count: 0,
      effect: { type: 'status', status: 404, code: 'not.found' },
    });
    const evidence = await gather();
    assert.deepEqual(intervalsOf(evidence, CONTROLS[0] ?? ''), []);
    assert.ok(intervalsOf(evidence, CONTROLS[1] ?? '').length > 0);
  });

  it('takes what is from before the deployment from an earlier check, though platforms have forgotten it', async () => {
    const first = await gather();
    const read = new Map(first.orgs.map(({ org, intervals }) => [org, intervals]));
    // Of another window's calls: whoever asks anew gets others.
    const marked = (org: string): NonNullable<ReturnType<typeof read.get>> =>
      (read.get(org) ?? []).map((interval) => ({ ...interval, abandoned: 0, offered: 7 }));
    const again = await gather({ readBefore: marked });
    for (const { org, intervals } of again.orgs) {
      const offered = (of: (start: string) => boolean): Set<boolean> =>
        new Set(intervals.filter(({ start }) => of(start)).map((one) => one.offered === 7));
      assert.deepEqual(offered(isBefore), new Set([true]), org);
      assert.ok(offered((start) => !isBefore(start)).has(false), `${org} was not asked again`);
    }
  });

  it('has no controls where there is but one, and no org in both roles', async () => {
    const roles = ({ orgs }: Evidence): string[] => orgs.map(({ org, role }) => `${org} ${role}`);
    const alone = await gather({ controls: CONTROLS.slice(0, 1) });
    assert.deepEqual(roles(alone), [`${CANARY} canary`]);
    const both = await gather({ controls: [CANARY, ...CONTROLS] });
    assert.deepEqual(roles(both), [`${CANARY} canary`, ...CONTROLS.map((org) => `${org} control`)]);
  });
});
