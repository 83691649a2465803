import type { Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import type { Simulation } from '../simulation.js';

/** A request to the simulator itself, which no real platform would have. */
export interface ControlCall {
  simulation: Simulation;
  request: SimulatorRequest;
  params: string[];
}

export type ControlHandler = (call: ControlCall) => Answer;
