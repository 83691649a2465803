import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import pMap from 'p-map';
import { composePlanning } from '../../src/compose.js';
import type { PlanningDeps } from '../../src/planning/deps.js';
import { designFleet } from '../../src/planning/design-fleet.js';
import { load, type Loaded } from '../../src/planning/loaded.js';
import { planFleet, type FleetPlan } from '../../src/planning/plan-fleet.js';
import { PARALLEL_ORGS, survey } from '../../src/planning/survey.js';
import { viewFleetPlan } from '../../src/planning/view.js';
import { readSettings } from '../../src/settings.js';
import type { MadeUpEnterprise } from './enterprise.js';
import { recording, replay, requestsOf, type Recording } from './recorded-calls.js';

export type Figures = Record<string, number>;

/** The simulator's documented limit, as its X-RateLimit headers say it: requests a minute and org. */
const REQUESTS_PER_MINUTE = 1_000;

/** Of the rounds, the shortest times count: other programs can only lengthen them. */
const ROUNDS = 5;

/**
 * Plans a release, and compares the time with the floors: what the limit's steady rate grants the worst org for its
 * resources one by one, and for the requests that planning made of it; and the time that the same requests take by the
 * same client, as many at once, without any planning.
 */
export async function measurePlan(enterprise: MadeUpEnterprise, tag: string): Promise<Figures> {
  const plans: number[] = [];
  const cpus: number[] = [];
  const alones: number[] = [];
  let shape: Figures = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    const { sources, loaded, calls } = await open(enterprise, tag);
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const fleet = await planFleet(sources, loaded, {}, {});
    const view = viewFleetPlan(fleet, await designFleet(fleet, '', {}), { ref: tag });
    plans.push((performance.now() - begin) / 1000);
    const { user, system } = process.cpuUsage(cpu);
    cpus.push((user + system) / 1e6);
    shape = {
      'plan.orgs': view.orgs.length,
      'plan.writes': view.writes,
      ...shapeOf(fleet, calls),
    };
    alones.push(await measureAlone(enterprise, tag, calls));
  }
  const seconds = Math.min(...plans);
  const alone = Math.min(...alones);
  const steady = atSteadyRate(shape['requests.ofWorstOrg'] ?? 0);
  const oneByOne = atSteadyRate(shape['plan.resourcesOfWorstOrg'] ?? 0);
  return {
    ...shape,
    'requests.roundTripMs': await measureRoundTrip(enterprise, tag),
    'plan.seconds': seconds,
    'plan.secondsMedian': plans.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0,
    'plan.cpuSeconds': Math.min(...cpus),
    'floor.steadyRateOneByOneSeconds': oneByOne,
    'floor.steadyRateSeconds': steady,
    'floor.requestsAloneSeconds': alone,
    'plan.timesFloor': seconds / oneByOne,
    'plan.timesSteadyRate': seconds / steady,
    'plan.timesRequestsAlone': seconds / alone,
    'plan.peakRssMiB': process.resourceUsage().maxRSS / 1024,
    'machine.load': loadavg()[0] ?? 0,
  };
}

interface Opened {
  readonly sources: PlanningDeps;
  readonly loaded: Loaded;
  readonly calls: Recording['calls'];
}

async function open({ variables }: MadeUpEnterprise, tag: string): Promise<Opened> {
  const composed = await composePlanning(readSettings(variables));
  const { platforms, calls } = recording(composed.platforms);
  const sources = { ...composed, platforms };
  const commit = await composed.releases.resolve(tag);
  return { sources, loaded: await load(sources, { commit, environment: 'production' }), calls };
}

function shapeOf({ surveyed, selected }: FleetPlan, calls: Recording['calls']): Figures {
  const resources = selected.map((org) => surveyed.get(org)?.live.size ?? 0);
  const requests = selected.map((org) => total((calls.get(org) ?? []).map(requestsOf)));
  return {
    'plan.resources': total(resources),
    'plan.resourcesOfWorstOrg': Math.max(...resources),
    // Each org asks for a token, too, which no limit counts.
    'requests.all': total(requests),
    'requests.ofWorstOrg': Math.max(...requests),
  };
}

/** By clients of their own, so that tokens and connections are made anew as the plan made them. */
async function measureAlone(
  enterprise: MadeUpEnterprise,
  tag: string,
  calls: Recording['calls'],
): Promise<number> {
  const { loaded } = await open(enterprise, tag);
  const begin = performance.now();
  await pMap(calls, ([org, made]) => replay(loaded.client(org), made), {
    concurrency: PARALLEL_ORGS,
  });
  return (performance.now() - begin) / 1000;
}

/** The median of reads one by one, of an org whose connection is open. */
async function measureRoundTrip(enterprise: MadeUpEnterprise, tag: string): Promise<number> {
  const { sources, loaded } = await open(enterprise, tag);
  const { org } = loaded.orgs[0] ?? {};
  if (org === undefined) return 0;
  const [resource] = (await survey(sources, loaded, [org], {})).get(org)?.live.values() ?? [];
  if (resource === undefined) return 0;
  const client = loaded.client(org);
  const times: number[] = [];
  for (let nth = 0; nth < 21; nth += 1) {
    const begin = performance.now();
    await client.read(resource.kind, resource.id);
    times.push(performance.now() - begin);
  }
  return times.toSorted((a, b) => a - b)[10] ?? 0;
}

/** Seconds that the limit grants so many requests to one org in, evenly. */
function atSteadyRate(requests: number): number {
  return (requests / REQUESTS_PER_MINUTE) * 60;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
