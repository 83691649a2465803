import { answer, ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { sameJson, type Json } from '../json.js';
import { placeTestCalls, testCallBodySchema, viewBatch } from '../traffic/test-call-view.js';
import type { TestCallBatch } from '../traffic/test-calls.js';
import { requireScope, type ApiCall } from './api-call.js';

/** Where test calls are placed and looked at; the last part is a name that the client chooses. */
export const testCallsPath = '/api/v2/testing/calls';
export const testCallScope = 'testing:calls';

/**
 * Places test calls at the token's org under a name: the same again is what is there, so that a client that lost the
 * answer asks again. The guide has staging called by a synthetic call generator and does not say how: an idealised contract.
 */
export function putTestCalls(call: ApiCall): Answer {
  requireScope(call, testCallScope);
  const { world, grant, nowMs } = call;
  const name = call.params[0] ?? '';
  const order = { ...bodyOf(call.request, testCallBodySchema), orgId: grant.orgId };
  const { testCalls } = world.traffic;
  const known = testCalls.named(grant.orgId, name);
  if (known !== undefined) {
    if (sameJson(known.order as unknown as Json, order as unknown as Json))
      return ok(viewOf(name, known, nowMs));
    throw new Problem(409, 'conflict', `other test calls have the name ${name}`);
  }
  const batch = placeTestCalls(world, order, grant.clientId);
  testCalls.name(grant.orgId, name, batch);
  return answer(201, viewOf(name, batch, nowMs), {});
}

export function getTestCalls(call: ApiCall): Answer {
  requireScope(call, testCallScope);
  const name = call.params[0] ?? '';
  const batch = call.world.traffic.testCalls.named(call.grant.orgId, name);
  if (batch === undefined) throw Problem.notFound(`no test calls ${name}`);
  return ok(viewOf(name, batch, call.nowMs));
}

function viewOf(name: string, batch: TestCallBatch, nowMs: number): object {
  const { placedAt, calls } = viewBatch(batch, nowMs);
  return { id: name, placedAt, observedAt: new Date(nowMs).toISOString(), calls };
}
