import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { observeAgents } from '../traffic/agent-observation.js';
import type { ControlCall } from './control-call.js';

/** What the agents of one org, or of all, do now. */
export function readAgents({ simulation, request }: ControlCall): Answer {
  simulation.advance();
  const { world } = simulation;
  const orgId = request.query.get('orgId');
  if (orgId !== null && !world.orgs.has(orgId)) throw Problem.notFound(`no org ${orgId}`);
  const orgIds = orgId === null ? [...world.orgs.keys()] : [orgId];
  return ok({ orgs: orgIds.map((id) => ({ orgId: id, queues: observeAgents(world, id) })) });
}
