import type { WeightTarget, Weights } from '../../src/domain/capacity/weights.js';
import { isQualified } from '../../src/domain/capacity/staffing.js';
import type { World } from '../../src/simulator/world/world.js';
import { HANDLE_SECONDS, queueOf, strategyOf, WRAP_UP_SECONDS, type BenchOrg } from './world.js';

const HOUR_MS = 3_600_000;
/** Fewer calls say nothing of how long one takes. */
const ENOUGH_CALLS = 30;
const SKILL = ['english'];

/** What the platform tells of an org's queue now, as the port's `capacity` hands it over. */
export function targetOf(world: World, org: BenchOrg, nowMs: number): WeightTarget {
  const line = world.traffic.lineOf(queueOf(org.id));
  const handled = line.handled.between(nowMs - HOUR_MS, nowMs);
  const mean = (handled.talkSecondsSum + handled.wrapUpSecondsSum) / handled.calls;
  const groups = line.groups.map(({ skills, onQueue }) => ({ skills, agents: onQueue }));
  return {
    id: queueOf(org.id),
    qualifiedAgents: groups
      .filter((group) => isQualified(group, { skills: SKILL }))
      .reduce((sum, { agents }) => sum + agents, 0),
    handleSeconds: handled.calls < ENOUGH_CALLS ? HANDLE_SECONDS + WRAP_UP_SECONDS : mean,
    shrinkageRatio: 0,
    maxOccupancyRatio: 0.9,
  };
}

/** Writes an org's strategy as the engine would, in the journal and on time. */
export function writeWeights(world: World, org: BenchOrg, weights: Weights, nowMs: number): void {
  const strategy = world.store.get(strategyOf(org.id));
  if (strategy === undefined) throw new Error(`no strategy of ${org.id}`);
  const targets = Object.entries(weights).map(([id, weight]) => ({
    type: 'Queue',
    id,
    weight,
    priority: 1,
  }));
  world.writer.patch(strategy, { targets }, { clientId: 'engine', atMs: nowMs, ifMatch: null });
}
