import type { SimulatorRequest } from '../http/request.js';
import type { Simulation } from '../simulation.js';
import type { AimedRequest } from './aim.js';
import type { Dialect } from './dialect.js';

/** A request on its way through the faults. */
export interface FaultyCall {
  dialect: Dialect;
  simulation: Simulation;
  request: SimulatorRequest;
  target: AimedRequest;
}

/** The request as it is now: time may have passed, and its token may have gone. */
export function faultyCall(
  request: SimulatorRequest,
  simulation: Simulation,
  dialect: Dialect,
): FaultyCall {
  const nowMs = simulation.advance();
  const target = dialect.targetOf(request, simulation, nowMs);
  return { dialect, simulation, request, target: { ...target, path: request.path, nowMs } };
}
