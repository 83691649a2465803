import { answer, ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { shockSchema, type PlacedShock } from '../traffic/shock.js';
import type { ControlCall } from './control-call.js';

export function placeShock({ simulation, request }: ControlCall): Answer {
  const shock = bodyOf(request, shockSchema);
  const { world } = simulation;
  const nowMs = simulation.advance();
  if ('orgId' in shock && shock.orgId !== undefined && !world.orgs.has(shock.orgId)) {
    throw Problem.notFound(`no org ${shock.orgId}`);
  }
  if (shock.id !== undefined && world.traffic.shocks.has(shock.id)) {
    throw new Problem(409, 'general.conflict', `there is a shock ${shock.id} already`);
  }
  const placed = world.placeShock(shock, nowMs, nowMs);
  simulation.advance();
  return ok(view(placed, nowMs));
}

export function listShocks({ simulation }: ControlCall): Answer {
  const nowMs = simulation.advance();
  return ok({ shocks: simulation.world.traffic.shocks.list().map((one) => view(one, nowMs)) });
}

/** Ends every shock that is on, and calls off those to come. */
export function endShocks({ simulation }: ControlCall): Answer {
  const nowMs = simulation.advance();
  const { world } = simulation;
  for (const { id } of world.traffic.shocks.list()) world.endShock(id, nowMs);
  simulation.advance();
  return answer(204, undefined);
}

export function endShock({ simulation, params }: ControlCall): Answer {
  const id = params[0] ?? '';
  const nowMs = simulation.advance();
  if (!simulation.world.endShock(id, nowMs)) {
    throw Problem.notFound(`no shock ${id} that is on or to come`);
  }
  simulation.advance();
  return answer(204, undefined);
}

function view({ fromMs, toMs, ...shock }: PlacedShock, nowMs: number): object {
  const { from: _asked, fromMinutes: _counted, ...what } = shock;
  let state = 'over';
  if (nowMs < fromMs) state = 'scheduled';
  else if (nowMs < toMs) state = 'active';
  return { ...what, from: iso(fromMs), to: iso(toMs), state };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
