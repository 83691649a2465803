import { startController, type ControllerState } from '../../src/domain/capacity/controller.js';
import { capacityWeights } from '../../src/domain/capacity/weights.js';
import { measure } from '../../src/simulator/traffic/metrics.js';
import { World } from '../../src/simulator/world/world.js';
import { worldFileSchema } from '../../src/simulator/world-file.js';
import { EAGER, LOOK_MINUTES, RULE, steer } from './expansion.js';
import { targetsOf, writeWeights } from './pool.js';
import { makeWorld, MINUTE_MS, queueOf, START_MS, type BenchOrg } from './world.js';

const SHAPE = { regions: 1, orgsPerRegion: 10, partMinutes: 60, coverage: () => [1.1] };
const LOST_AT_MINUTES = 62;
const END_MINUTES = 182;

export interface LossRun {
  /** Looks until no strategy sent the org more than its agents can take; null where that never came. */
  readonly looksUntilRelief: number | null;
  /** Weights that went one way and then the other, over the whole time: agents change only once. */
  readonly flaps: number;
  readonly writes: number;
  /** Share of the callers at the org's queue who gave up in the two hours after the loss. */
  readonly abandonmentRatio: number;
}

/** One of ten orgs that share their callers loses half its agents in mid-window. */
export function loseHalf(seed: number, way: 'steered' | 'eager' | 'left'): LossRun {
  const rule = way === 'eager' ? EAGER : RULE;
  const { file, orgs } = makeWorld(seed, SHAPE);
  const [victim] = orgs;
  if (victim === undefined) throw new Error('a world without orgs');
  const world = new World(worldFileSchema.parse(file), START_MS);
  const loss = { type: 'agentsOff', orgId: victim.id, share: 0.5, minutes: 600 } as const;
  const shock = { ...loss, fromMinutes: LOST_AT_MINUTES };
  world.placeShock(shock, START_MS, START_MS);
  const controllers = settled(world, orgs);
  const history: Record<string, number>[] = [];
  let relief: number | null = null;
  let looks = 0;
  for (let minute = 0; minute < END_MINUTES; minute += LOOK_MINUTES) {
    const nowMs = START_MS + minute * MINUTE_MS;
    world.advance(nowMs);
    if (way !== 'left' || minute < LOST_AT_MINUTES) steer(world, orgs, controllers, nowMs, rule);
    history.push(flat(controllers));
    if (minute <= LOST_AT_MINUTES) continue;
    looks += 1;
    if (relief === null && isRelieved(world, orgs, victim, controllers, nowMs)) relief = looks;
  }
  const endMs = START_MS + END_MINUTES * MINUTE_MS;
  world.advance(endMs + 30 * MINUTE_MS);
  return {
    looksUntilRelief: relief,
    ...movements(history),
    abandonmentRatio: abandonmentAt(world, orgs, victim, endMs),
  };
}

/** The callers are shared already: what moves from here on is the answer to what happens. */
function settled(world: World, orgs: readonly BenchOrg[]): Map<string, ControllerState> {
  const weights = capacityWeights(targetsOf(world, orgs, START_MS)) ?? {};
  for (const org of orgs) writeWeights(world, org, weights, START_MS);
  return new Map(orgs.map(({ id }) => [id, startController(weights)]));
}

/** By the controller's own measure: no strategy sends it clearly more than its share of what all can take. */
function isRelieved(
  world: World,
  orgs: readonly BenchOrg[],
  victim: BenchOrg,
  controllers: ReadonlyMap<string, ControllerState>,
  nowMs: number,
): boolean {
  const fair = capacityWeights(targetsOf(world, orgs, nowMs)) ?? {};
  const id = queueOf(victim.id);
  return [...controllers.values()].every(
    ({ weights }) =>
      (weights[id] ?? 0) < (fair[id] ?? 0) * RULE.startRatio ||
      (weights[id] ?? 0) - (fair[id] ?? 0) < RULE.startPoints,
  );
}

/** All weights of all strategies, by strategy and target. */
function flat(controllers: ReadonlyMap<string, ControllerState>): Record<string, number> {
  return Object.fromEntries(
    [...controllers].flatMap(([org, { weights }]) =>
      Object.entries(weights).map(([id, weight]) => [`${org} ${id}`, weight]),
    ),
  );
}

function movements(history: readonly Record<string, number>[]): { flaps: number; writes: number } {
  const last = new Map<string, number>();
  let [flaps, writes] = [0, 0];
  for (const [look, weights] of history.entries()) {
    const before = history[look - 1] ?? {};
    const moved = new Set<string>();
    for (const [key, weight] of Object.entries(weights)) {
      const direction = Math.sign(weight - (before[key] ?? weight));
      if (direction === 0) continue;
      moved.add(key.split(' ', 1)[0] ?? '');
      const known = last.get(key);
      if (known !== undefined && known !== direction) flaps += 1;
      last.set(key, direction);
    }
    writes += moved.size;
  }
  return { flaps, writes };
}

/** Over all callers of all orgs who were sent to the victim's queue. */
function abandonmentAt(
  world: World,
  orgs: readonly BenchOrg[],
  victim: BenchOrg,
  endMs: number,
): number {
  const fromMs = START_MS + LOST_AT_MINUTES * MINUTE_MS;
  const logs = orgs.flatMap(({ id }) => world.traffic.statistics(id)?.log ?? []);
  const queue = measure(victim.id, logs, fromMs, endMs).queues[queueOf(victim.id)];
  return queue === undefined ? Number.NaN : queue.abandoned / queue.offered;
}
