import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import {
  placeTestCalls,
  testCallOrderSchema,
  viewBatch,
  viewTestCalls,
} from '../traffic/test-call-view.js';
import type { ControlCall } from './control-call.js';

/** Whom these controls place calls for: nobody's release, so that a counterfactual keeps them. */
const controlClientId = 'sim';

export function placeCalls({ simulation, request }: ControlCall): Answer {
  const order = bodyOf(request, testCallOrderSchema);
  const nowMs = simulation.advance();
  return ok(viewBatch(placeTestCalls(simulation.world, order, controlClientId), nowMs));
}

export function readCalls({ simulation, request }: ControlCall): Answer {
  const nowMs = simulation.advance();
  const { world } = simulation;
  const id = request.query.get('batch');
  if (id === null) {
    const batches = world.traffic.testCalls.batches();
    return ok({ batches: batches.map((batch) => viewBatch(batch, nowMs)) });
  }
  const view = viewTestCalls(world, id, nowMs);
  if (view === undefined) throw Problem.notFound(`no batch ${id}`);
  return ok(view);
}
