import type { Fault, FaultTarget } from './fault.js';
import { instantOf } from './moment.js';

/** A request as faults see it. */
export interface AimedRequest extends FaultTarget {
  path: string;
  nowMs: number;
}

/** Which requests a fault meets, worked out once. */
export class Aim {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly #fault: Fault;
  readonly #isRoute: (path: string) => boolean;

  constructor(fault: Fault, placedAtMs: number) {
    this.#fault = fault;
    this.fromMs = fault.from === undefined ? -Infinity : instantOf(fault.from, placedAtMs);
    this.untilMs = fault.until === undefined ? Infinity : instantOf(fault.until, placedAtMs);
    this.#isRoute = routeTest(fault.route);
  }

  /** Is it meant for requests like this one, whatever their method? */
  isAbout(request: AimedRequest): boolean {
    const { orgId, clientId, kind, resourceId } = this.#fault;
    return (
      this.fromMs <= request.nowMs &&
      request.nowMs < this.untilMs &&
      isOrAny(orgId, request.orgId) &&
      isOrAny(clientId, request.clientId) &&
      isOrAny(kind, request.kind) &&
      isOrAny(resourceId, request.resourceId) &&
      this.#isRoute(request.path)
    );
  }

  meets(request: AimedRequest): boolean {
    return isOrAny(this.#fault.method, request.method) && this.isAbout(request);
  }
}

function isOrAny(wanted: string | undefined, actual: string | null | undefined): boolean {
  return wanted === undefined || wanted === actual;
}

function routeTest(route: string | undefined): (path: string) => boolean {
  if (route === undefined) return () => true;
  if (!route.startsWith('^')) return (path) => path.startsWith(route);
  const pattern = new RegExp(route, 'u');
  return (path) => pattern.test(path);
}
