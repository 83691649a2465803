import {
  adjust,
  startController,
  STEADY,
  type ControllerRule,
  type ControllerState,
} from '../../src/domain/capacity/controller.js';
import { envelopeOf } from '../../src/domain/capacity/envelope.js';
import { wavesByVolume } from '../../src/domain/capacity/wave-volume.js';
import { percentOf, type Weights } from '../../src/domain/capacity/weights.js';
import { measure } from '../../src/simulator/traffic/metrics.js';
import { World } from '../../src/simulator/world/world.js';
import { worldFileSchema } from '../../src/simulator/world-file.js';
import { targetsOf, writeWeights } from './pool.js';
import { makeWorld, MINUTE_MS, queueOf, START_MS, type BenchOrg } from './world.js';

/** How the updated orgs of a region share their callers. */
export type Arm = 'counterfactual' | 'even' | 'splitBefore' | 'capacityAware';

export const RULE = STEADY;
/** Follows every whole point at once, as a controller without hysteresis does. */
export const EAGER: ControllerRule = {
  startRatio: 1,
  startPoints: 0.5,
  restLooks: 0,
  urgentRatio: 1,
};
export const LOOK_MINUTES = 5;
export const STEP_CAP_POINTS = 25;
const WAVE_MINUTES = 60;
const PERCENTS = [10, 50, 100];
/** A rollout of three waves, each with its hour; and time for the last calls to end. */
const SHAPE = {
  regions: 3,
  orgsPerRegion: 10,
  partMinutes: 60,
  coverage: (random: { unit: () => number }): number[] => {
    // Enough in all, and here too few, there too many; an hour later somewhat otherwise.
    const usual = 0.6 + 0.8 * random.unit();
    return [usual, usual, usual].map((factor) => factor * (0.85 + 0.3 * random.unit()));
  },
};

/** Callers of each org who gave up from its update on, over the three hours of an expansion 10 → 50 → 100 %. */
export function abandonedIn(arm: Arm, seed: number): { abandoned: number; offered: number } {
  const { file, orgs } = makeWorld(seed, SHAPE);
  const world = new World(worldFileSchema.parse(file), START_MS);
  const waves = wavesByVolume({
    orgs: orgs.map(({ id, region, callsPerHour }) => ({
      org: id,
      stratum: region,
      calls: callsPerHour,
    })),
    percents: PERCENTS,
    seed: String(seed),
  });
  const endMs = START_MS + PERCENTS.length * WAVE_MINUTES * MINUTE_MS;
  const updated = new Set<string>();
  const controllers = new Map<string, ControllerState>();
  for (let nowMs = START_MS; nowMs < endMs; nowMs += LOOK_MINUTES * MINUTE_MS) {
    world.advance(nowMs);
    const minute = (nowMs - START_MS) / MINUTE_MS;
    const isExpansion = minute % WAVE_MINUTES === 0;
    if (isExpansion) for (const org of waves[minute / WAVE_MINUTES] ?? []) updated.add(org);
    const pools = poolsOf(orgs.filter(({ id }) => updated.has(id)));
    for (const pool of pools)
      if (arm === 'capacityAware') steer(world, pool, controllers, nowMs);
      else if (isExpansion && arm !== 'counterfactual')
        for (const org of pool) writeWeights(world, org, fixedSplit(arm, pool), nowMs);
  }
  world.advance(endMs + 30 * MINUTE_MS);
  const since = (org: string): number =>
    START_MS + waves.findIndex((wave) => wave.includes(org)) * WAVE_MINUTES * MINUTE_MS;
  return totals(world, orgs, { since, endMs });
}

/** As percentages in a template are: known before, the same whoever has a shift. */
function fixedSplit(arm: 'even' | 'splitBefore', pool: readonly BenchOrg[]): Weights {
  const share = (org: BenchOrg): number => (arm === 'even' ? 1 : org.callsPerHour);
  return percentOf(Object.fromEntries(pool.map((org) => [queueOf(org.id), share(org)]))) ?? {};
}

/** One look: each org of the pool moves a step towards what the pool's agents can take. */
export function steer(
  world: World,
  pool: readonly BenchOrg[],
  controllers: Map<string, ControllerState>,
  nowMs: number,
  rule = RULE,
): void {
  const targets = targetsOf(world, pool, nowMs);
  for (const org of pool) {
    const own = { [queueOf(org.id)]: 100 };
    const state = controllers.get(org.id) ?? startController(own);
    // Whoever approved the release approved that its orgs share their callers.
    const shared = Object.fromEntries(pool.map((one) => [queueOf(one.id), 0]));
    const envelope = envelopeOf({ ...shared, ...own }, shared, {
      slackPoints: 100,
      stepCapPoints: STEP_CAP_POINTS,
    });
    const step = adjust(state, targets, rule, envelope);
    controllers.set(org.id, step.state);
    if (step.change === 'moved') writeWeights(world, org, step.state.weights, nowMs);
  }
}

export function poolsOf(orgs: readonly BenchOrg[]): BenchOrg[][] {
  const regions = [...new Set(orgs.map(({ region }) => region))];
  return regions.map((region) => orgs.filter((org) => org.region === region));
}

function totals(
  world: World,
  orgs: readonly BenchOrg[],
  { since, endMs }: { since: (org: string) => number; endMs: number },
): { abandoned: number; offered: number } {
  const all = orgs.map(({ id }) => {
    const log = world.traffic.statistics(id)?.log;
    return measure(id, log === undefined ? [] : [log], since(id), endMs);
  });
  return {
    abandoned: all.reduce((sum, { abandoned }) => sum + abandoned, 0),
    offered: all.reduce((sum, { offered }) => sum + offered, 0),
  };
}
