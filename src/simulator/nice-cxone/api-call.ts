import type { Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import type { Resource } from '../world/resource.js';
import type { Grant } from '../world/token-registry.js';
import type { World } from '../world/world.js';
import type { NativeKind } from './bodies.js';
import { Changes } from './changes.js';
import { Configuration } from './configuration.js';
import type { Tenant, Tenants } from './tenants.js';

export const apiPrefix = '/incontactapi/services/v34.0';

/** An authenticated request to the API of a tenant. */
export interface CxoneCall {
  world: World;
  tenants: Tenants;
  tenant: Tenant;
  grant: Grant;
  request: SimulatorRequest;
  params: string[];
  nowMs: number;
}

export type CxoneHandler = (call: CxoneCall) => Answer;

/** The path below the versioned prefix, whose case does not matter; undefined for any other path. */
export function routeOf(path: string): string | undefined {
  if (!path.toLowerCase().startsWith(`${apiPrefix}/`)) return undefined;
  return path.slice(apiPrefix.length);
}

export function configurationOf({ world, tenant }: CxoneCall): Configuration {
  return new Configuration(world.store, tenant.orgId);
}

export function changesOf({ world, tenant, grant, nowMs }: CxoneCall): Changes {
  return new Changes(world, tenant.orgId, grant.clientId, nowMs);
}

/** The resource that the path names by its number. */
export function addressed(call: CxoneCall, kind: NativeKind): Resource {
  const id = call.params[0] ?? '';
  const resource = configurationOf(call).get(kind, id);
  if (resource === undefined) throw Problem.notFound(`no ${kind.replaceAll('_', ' ')} ${id}`);
  return resource;
}

/** Most writes are answered without a body. */
export function noContent(): Answer {
  return { status: 204, headers: {}, body: undefined };
}

/** A parameter of the query that must be there. */
export function required({ request }: CxoneCall, name: string): string {
  const value = request.query.get(name) ?? '';
  if (value === '') throw Problem.badRequest(`${name} is required`);
  return value;
}
