import { steadyHandleSeconds } from '../../src/domain/capacity/handle-time.js';
import type { WeightTarget, Weights } from '../../src/domain/capacity/weights.js';
import { qualifiedAgents } from '../../src/domain/capacity/staffing.js';
import type { World } from '../../src/simulator/world/world.js';
import { HANDLE_SECONDS, queueOf, strategyOf, WRAP_UP_SECONDS, type BenchOrg } from './world.js';

const HOUR_MS = 3_600_000;
const SKILL = ['english'];

/** What the platform tells of the orgs' queues now, as the port's `capacity` hands it over. */
export function targetsOf(world: World, orgs: readonly BenchOrg[], nowMs: number): WeightTarget[] {
  const lines = orgs.map(({ id }) => world.traffic.lineOf(queueOf(id)));
  const handled = lines.map((line) => {
    const { calls, ...sums } = line.handled.between(nowMs - HOUR_MS, nowMs);
    const seconds = sums.talkSecondsSum + sums.wrapUpSecondsSum;
    return { handledCalls: calls, handleSeconds: calls === 0 ? null : seconds / calls };
  });
  const handleSeconds = steadyHandleSeconds(handled);
  return lines.map((line, at) => ({
    id: line.queueId,
    qualifiedAgents: qualifiedAgents(
      line.groups.map(({ skills, onQueue }) => ({ skills, agents: onQueue })),
      { skills: SKILL },
    ),
    handleSeconds: handleSeconds?.[at] ?? HANDLE_SECONDS + WRAP_UP_SECONDS,
    shrinkageRatio: 0,
    maxOccupancyRatio: 0.9,
  }));
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
