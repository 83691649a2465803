import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { worldFileSchema } from '../world-file.js';
import type { ControlCall } from './control-call.js';

export function health({ simulation }: ControlCall): Answer {
  return ok({ ok: true, world: simulation.hasWorld });
}

export function loadWorld({ simulation, request }: ControlCall): Answer {
  simulation.load(bodyOf(request, worldFileSchema));
  const now = new Date(simulation.clock.nowMs()).toISOString();
  return ok({ orgs: simulation.world.orgs.size, now });
}

export function readJournal({ simulation, request }: ControlCall): Answer {
  const since = Number(request.query.get('since') ?? 0);
  if (!Number.isInteger(since)) throw Problem.badRequest('since must be a sequence number');
  return ok({ writes: simulation.world.journal.since(since) });
}
