import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { resourceKinds, type WorldOrg } from '../world-file.js';
import { etagOf, nameOf } from '../world/resource.js';
import type { World } from '../world/world.js';
import type { ControlCall } from './control-call.js';

export function listOrgs({ simulation }: ControlCall): Answer {
  const { world } = simulation;
  return ok({ orgs: [...world.orgs.values()].map((org) => stateOf(world, org)) });
}

export function getOrg({ simulation, params }: ControlCall): Answer {
  const { world } = simulation;
  const org = world.orgs.get(params[0] ?? '');
  if (org === undefined) throw Problem.notFound(`no org ${params[0]}`);
  return ok(stateOf(world, org));
}

/** All that is true of an org, including what its API would not tell; secrets stay out. */
function stateOf(world: World, org: WorldOrg): object {
  const resources = resourceKinds.map((kind) => [
    kind,
    world.store.list(org.id, kind).map((resource) => ({
      id: resource.id,
      name: nameOf(resource),
      etag: etagOf(resource),
      body: resource.body,
    })),
  ]);
  const { clients, resources: _initial, ...facts } = org;
  return {
    ...facts,
    clients: clients.map(({ clientId, scopes }) => ({ clientId, scopes })),
    resources: Object.fromEntries(resources),
    truth: world.traffic.statistics(org.id)?.truth,
  };
}
