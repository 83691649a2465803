import type { Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import type { Simulation } from '../simulation.js';
import type { FaultTarget } from './fault.js';

/**
 * Why a fault lets the platform refuse a request that it would have taken. The words, the status and
 * the headers are the dialect's.
 */
export type Refusal =
  /** `counter`: the rate-limit headers tell what the counter really says, or that it has run out. */
  | { reason: 'tooManyRequests'; retryAfterSeconds?: number | undefined; counter: 'real' | 'out' }
  /** Somebody else was faster. `code` picks one of several conflict answers, `status` overrides. */
  | { reason: 'conflict'; code?: string | undefined; status?: number | undefined }
  /** The token is worth nothing any more. */
  | { reason: 'unauthorized' }
  /** The client is not known any more: what the token endpoint says. */
  | { reason: 'invalidClient' }
  | { reason: 'notFound' };

/** A vendor's API over the world: what `answerWithFaults` needs to know of it. */
export interface Dialect {
  /** What a request addresses, as faults name it. */
  targetOf(request: SimulatorRequest, simulation: Simulation, nowMs: number): FaultTarget;

  /** Answers a request. What it throws becomes an answer in the guide's envelope. */
  answer(request: SimulatorRequest, simulation: Simulation, nowMs: number): Answer;

  /**
   * Answers a GET without counting it against any limit, for what a reader would have seen. Without
   * it, reads cannot be stale.
   */
  peek?(request: SimulatorRequest, simulation: Simulation, nowMs: number): Answer;

  /** The dialect's own refusal; undefined where it has none, which makes it the guide's. */
  refuse?(
    refusal: Refusal,
    request: SimulatorRequest,
    simulation: Simulation,
    nowMs: number,
  ): Answer | undefined;

  /**
   * The same analytics request, asking for nothing after `untilMs`. Only for answers that do not tell
   * their intervals; those that do are cut by what they say.
   */
  until?(request: SimulatorRequest, untilMs: number): SimulatorRequest;

  /** What the dialect puts on every answer, also on one that a fault gives in its place. */
  finish?(answer: Answer): Answer;
}
