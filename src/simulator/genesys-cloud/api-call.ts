import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import type { JsonObject } from '../json.js';
import type { WriteOrigin } from '../world/resource-writer.js';
import type { Grant } from '../world/token-registry.js';
import type { World } from '../world/world.js';
import type { NativeStore } from './native-store.js';
import type { GenesysPlatform } from './platform.js';
import { missingPermission } from './refusals.js';
import { textOf } from './text.js';

/** An authenticated request to the API. */
export interface GenesysCall {
  platform: GenesysPlatform;
  request: SimulatorRequest;
  grant: Grant;
  params: string[];
  nowMs: number;
}

export type GenesysHandler = (call: GenesysCall) => Answer;

/** The grant behind the request's bearer token, if it is of an org that speaks this dialect. */
export function grantOf(request: SimulatorRequest, world: World, nowMs: number): Grant | undefined {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer') return undefined;
  const grant = world.tokens.grant(token, nowMs);
  const org = world.orgs.get(grant?.orgId ?? '');
  return org?.platform === 'genesys-cloud' ? grant : undefined;
}

/**
 * Refuses a call whose client has none of the permissions, any of which will do. A client has those of its roles, for which the
 * scopes in the world file stand: `routing:queue:edit`, or with a star for any last part.
 */
export function requirePermission({ grant }: GenesysCall, permissions: string[]): void {
  const holds = grant.scopes.some((scope) =>
    permissions.some((permission) =>
      scope.endsWith('*') ? permission.startsWith(scope.slice(0, -1)) : scope === permission,
    ),
  );
  if (!holds) throw missingPermission(permissions.join(', '));
}

export function nativesOf(call: GenesysCall): NativeStore {
  return call.platform.state.natives;
}

export function originOf(call: GenesysCall): WriteOrigin {
  return { clientId: call.grant.clientId, atMs: call.nowMs, ifMatch: null };
}

/** Lets the world see what the call changed. */
export function project(call: GenesysCall): void {
  call.platform.project(call.grant.orgId, originOf(call));
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

const defaultPageSize = 25;

/** One page of a listing in the vendor's form. */
export function page(call: GenesysCall, entities: JsonObject[]): Answer {
  const { query, path } = call.request;
  const pageSize = wholeNumber(query, 'pageSize', defaultPageSize);
  const pageNumber = wholeNumber(query, 'pageNumber', 1);
  const pageCount = Math.max(1, Math.ceil(entities.length / pageSize));
  const uriOf = (number: number): string => {
    const parameters = new URLSearchParams(query);
    parameters.set('pageSize', String(pageSize));
    parameters.set('pageNumber', String(number));
    return `${path}?${parameters.toString()}`;
  };
  return ok({
    entities: entities.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    pageSize,
    pageNumber,
    total: entities.length,
    pageCount,
    firstUri: uriOf(1),
    selfUri: uriOf(pageNumber),
    ...(pageNumber < pageCount ? { nextUri: uriOf(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: uriOf(pageNumber - 1) } : {}),
    lastUri: uriOf(pageCount),
  });
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  // The vendor's own client sends an empty text for a parameter that was left out.
  if (text === null || text === '') return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1) return value;
  throw Problem.badRequest(`${name} must be a whole number from 1`);
}

/** Does a name pass the listing's `name` filter, which may hold stars? */
export function isNamed(query: URLSearchParams, name: unknown): boolean {
  const wanted = query.get('name') ?? '';
  if (wanted === '') return true;
  const parts = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(textOf(name));
}
