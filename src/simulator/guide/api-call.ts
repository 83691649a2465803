import type { Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import type { Grant } from '../world/token-registry.js';
import type { World } from '../world/world.js';

/** An authenticated request to the API. */
export interface ApiCall {
  world: World;
  request: SimulatorRequest;
  grant: Grant;
  params: string[];
  nowMs: number;
}

export type ApiHandler = (call: ApiCall) => Answer;

/** Refuses a call whose token lacks a scope. */
export function requireScope(call: ApiCall, scope: string): void {
  if (call.grant.scopes.includes(scope)) return;
  throw new Problem(403, 'missing.scope', `the token lacks the scope ${scope}`, [{ scope }]);
}

/** The grant behind the request's bearer token, if it has a valid one. */
export function grantOf(request: SimulatorRequest, world: World, nowMs: number): Grant | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return undefined;
  return world.tokens.grant(token, nowMs);
}
