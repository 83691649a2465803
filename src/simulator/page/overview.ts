import type { ControlCall } from '../control/control-call.js';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { observeAgents } from '../traffic/agent-observation.js';
import type { WorldOrg } from '../world-file.js';
import type { World } from '../world/world.js';
import { callSeries, settledSteps, type Steps } from './series.js';

const longestMinutes = 720;
const mostPoints = 240;

/** `GET /_sim/overview`: every org as the page draws it, in numbers. */
export function readOverview({ simulation, request }: ControlCall): Answer {
  const nowMs = simulation.advance();
  const { clock, world } = simulation;
  const minutes = within(request.query, 'minutes', 60, longestMinutes);
  const points = within(request.query, 'points', 30, mostPoints);
  const steps = settledSteps(nowMs, Math.max(minutes, points), points);
  return ok({
    now: new Date(nowMs).toISOString(),
    scale: clock.scale,
    frozen: clock.frozen,
    writes: world.journal.size,
    from: new Date(steps.fromMs).toISOString(),
    stepSeconds: steps.stepMs / 1000,
    orgs: [...world.orgs.values()].map((org) => orgIn(world, org, steps)),
  });
}

function orgIn(world: World, org: WorldOrg, steps: Steps): object {
  const { id, name, platform, region, carrier } = org;
  const statistics = world.traffic.statistics(id);
  const agents = { onQueue: 0, busy: 0, waitingCalls: 0 };
  for (const queue of observeAgents(world, id)) {
    agents.onQueue += queue.onQueue;
    agents.busy += queue.interacting + queue.wrapUp;
    agents.waitingCalls += queue.waitingCalls;
  }
  return {
    id,
    name,
    platform,
    region,
    carrier,
    agents,
    ...(statistics === undefined ? {} : { series: callSeries(statistics, steps) }),
  };
}

function within(query: URLSearchParams, name: string, fallback: number, maximum: number): number {
  const text = query.get(name);
  const value = text === null ? fallback : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= maximum) return value;
  throw Problem.badRequest(`${name} must be a whole number from 1 to ${maximum}`);
}
