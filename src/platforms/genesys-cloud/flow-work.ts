import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { JOB_MS } from './poll.js';

/** Says whether something that was begun has come to its end, whatever that was. */
export type HasEnded = (options: CallOptions) => Promise<boolean>;

interface Begun {
  /** Platform time from which on it may take as long as a job may. */
  readonly sinceMs: number;
  /** Null where only the flow's lock tells. */
  readonly hasEnded: HasEnded | null;
}

/** What goes by a flow's id, and by a name where the flow is yet to be made. */
export function newFlowNamed(name: string): string {
  return `a new flow ${name}`;
}

/**
 * What this client has begun with flows and has not seen the end of. It outlives attempts, which may be shorter than
 * what they wait for, but not the process: of what another process began only the lock tells, for as long as a job may
 * take from when that was first seen.
 */
export class FlowWork {
  readonly #begun = new Map<string, Begun>();
  readonly #nowMs: () => number;

  constructor({ api }: Context) {
    this.#nowMs = () => api.clock.nowMs();
  }

  /** From now on the platform may change the flow behind our back. */
  begin(flow: string, hasEnded: HasEnded): void {
    this.#begun.set(flow, { sinceMs: this.#nowMs(), hasEnded });
  }

  /** Nothing of ours is going on with the flow; a lock of ours, if it has one, has no reason. */
  end(flow: string): void {
    this.#begun.set(flow, { sinceMs: Number.NEGATIVE_INFINITY, hasEnded: null });
  }

  /** The flow has no lock of ours. */
  forget(flow: string): void {
    if (!this.isUnderWay(flow)) this.#begun.delete(flow);
  }

  /** True where this process began something whose end it has not seen. */
  isUnderWay(flow: string): boolean {
    const hasEnded = this.#begun.get(flow)?.hasEnded ?? null;
    return hasEnded !== null;
  }

  /** False while something of ours may still change the flow. Takes note of a lock of ours that it did not know of. */
  async isOver(flow: string, isLocked: boolean, options: CallOptions): Promise<boolean> {
    const begun = this.#begun.get(flow);
    if (begun === undefined) {
      if (isLocked) this.#begun.set(flow, { sinceMs: this.#nowMs(), hasEnded: null });
      return !isLocked;
    }
    const { sinceMs, hasEnded } = begun;
    if (hasEnded === null && !isLocked) {
      this.#begun.delete(flow);
      return true;
    }
    const isLate = this.#nowMs() - sinceMs >= JOB_MS;
    const isOver = isLate || (hasEnded !== null && (await hasEnded(options)));
    if (isOver) this.end(flow);
    return isOver;
  }
}

/** What calls about flows go by. */
export interface FlowContext extends Context {
  readonly work: FlowWork;
}
