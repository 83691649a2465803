import { faultSchema } from '../faults/fault.js';
import { answer, ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import type { ControlCall } from './control-call.js';

export function placeFault({ simulation, request }: ControlCall): Answer {
  return ok({ id: simulation.faults.place(bodyOf(request, faultSchema), simulation.advance()) });
}

export function listFaults({ simulation }: ControlCall): Answer {
  return ok({ faults: simulation.faults.list() });
}

export function clearFaults({ simulation }: ControlCall): Answer {
  simulation.faults.clear();
  return answer(204, undefined);
}

export function removeFault({ simulation, params }: ControlCall): Answer {
  const id = params[0] ?? '';
  if (!simulation.faults.remove(id)) throw Problem.notFound(`no fault ${id}`);
  return answer(204, undefined);
}
