import { performance } from 'node:perf_hooks';
import pMap from 'p-map';
import { composePlanning } from '../../src/compose.js';
import { designFleet } from '../../src/planning/design-fleet.js';
import { load, type Loaded } from '../../src/planning/loaded.js';
import { planFleet, type FleetPlan } from '../../src/planning/plan-fleet.js';
import { PARALLEL_ORGS, PARALLEL_READS } from '../../src/planning/survey.js';
import { viewFleetPlan } from '../../src/planning/view.js';
import { readSettings } from '../../src/settings.js';
import type { MadeUpEnterprise } from './enterprise.js';

export type Figures = Record<string, number>;

/** The simulator's documented limit, as its X-RateLimit headers say it: requests a minute and org. */
const REQUESTS_PER_MINUTE = 1_000;

/** Of the rounds, the shortest times count: other programs can only lengthen them. */
const ROUNDS = 3;
const FLOOR = 'floor.seconds';

/**
 * Plans a release and compares the time with the floor: what the limits make the worst org wait, or where they do not
 * bind, the time that the same requests take by the same client, as many at once, without any planning.
 */
export async function measurePlan(enterprise: MadeUpEnterprise, tag: string): Promise<Figures> {
  const planTimes: number[] = [];
  const floors: Figures[] = [];
  let shape: Figures = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    const { sources, loaded } = await open(enterprise, tag);
    const begin = performance.now();
    const fleet = await planFleet(sources, loaded, {}, {});
    const view = viewFleetPlan(fleet, await designFleet(fleet, '', {}), { ref: tag });
    planTimes.push((performance.now() - begin) / 1000);
    shape = { 'plan.orgs': view.orgs.length, 'plan.writes': view.writes };
    shape['plan.peakRssMiB'] = process.resourceUsage().maxRSS / 1024;
    floors.push(await measureFloor(enterprise, tag, fleet));
  }
  const seconds = Math.min(...planTimes);
  const [floor = {}] = floors.toSorted((a, b) => (a[FLOOR] ?? 0) - (b[FLOOR] ?? 0));
  return {
    ...shape,
    'plan.seconds': seconds,
    ...floor,
    'plan.timesSteadyRate': seconds / (floor['floor.steadyRateSeconds'] ?? 1),
    'plan.timesFloor': seconds / (floor[FLOOR] ?? 1),
  };
}

async function open(
  { variables }: MadeUpEnterprise,
  tag: string,
): Promise<{ sources: Awaited<ReturnType<typeof composePlanning>>; loaded: Loaded }> {
  const sources = await composePlanning(readSettings(variables));
  const commit = await sources.releases.resolve(tag);
  return { sources, loaded: await load(sources, { commit, environment: 'production' }) };
}

/** Clients of their own, so that tokens and connections are made anew as the plan made them. */
async function measureFloor(
  enterprise: MadeUpEnterprise,
  tag: string,
  { surveyed, selected }: FleetPlan,
): Promise<Figures> {
  const { loaded } = await open(enterprise, tag);
  const counts = selected.map((org) => (surveyed.get(org)?.live.size ?? 0) + 1);
  const requests = counts.reduce((sum, count) => sum + count, 0);
  const roundTripMs = await measureRoundTrip(enterprise, tag, surveyed);
  const begin = performance.now();
  await pMap(
    selected,
    async (org) => {
      const client = loaded.client(org);
      const live = [...(surveyed.get(org)?.live.values() ?? [])];
      await pMap(live, ({ kind, id }) => client.read(kind, id), { concurrency: PARALLEL_READS });
    },
    { concurrency: PARALLEL_ORGS },
  );
  const alone = (performance.now() - begin) / 1000;
  // A minute's requests may go at once: only what is beyond them has to wait.
  const worst = Math.max(...counts);
  const byLimits = worst <= REQUESTS_PER_MINUTE ? 0 : (worst / REQUESTS_PER_MINUTE) * 60;
  return {
    'floor.requests': requests,
    'floor.requestsOfWorstOrg': worst,
    'floor.steadyRateSeconds': (worst / REQUESTS_PER_MINUTE) * 60,
    'floor.roundTripMs': roundTripMs,
    'floor.roundTripSeconds': (requests * roundTripMs) / 1000 / (PARALLEL_ORGS * PARALLEL_READS),
    'floor.bindingLimitSeconds': byLimits,
    'floor.requestsAloneSeconds': alone,
    [FLOOR]: Math.max(byLimits, alone),
  };
}

/** The median of reads one by one, of an org whose connection is open. */
async function measureRoundTrip(
  enterprise: MadeUpEnterprise,
  tag: string,
  surveyed: FleetPlan['surveyed'],
): Promise<number> {
  const { loaded } = await open(enterprise, tag);
  const [found] = surveyed.values();
  const [resource] = found?.live.values() ?? [];
  if (found === undefined || resource === undefined) return 0;
  const client = loaded.client(found.org);
  const times: number[] = [];
  for (let nth = 0; nth < 21; nth += 1) {
    const begin = performance.now();
    await client.read(resource.kind, resource.id);
    times.push(performance.now() - begin);
  }
  return times.toSorted((a, b) => a - b)[10] ?? 0;
}
