import type { PlacedCall } from '../domain/synthetic/load.js';
import type { CallOptions } from './port.js';

export type { PlacedCall } from '../domain/synthetic/load.js';

/** Test calls that are placed together: the same wish, by chance within a time. */
export interface TestCallOrder {
  /** Chosen by who places them; the same order under the same id again is no second one. */
  readonly id: string;
  /** Through a flow, as callers come; or straight into a queue. The platform's own id. */
  readonly entry: { readonly kind: 'flow' | 'queue'; readonly id: string };
  readonly count: number;
  readonly withinSeconds: number;
  /** What an agent has to be able to do; null: nothing. */
  readonly skill: string | null;
  readonly language: string | null;
  /** Each gives up in the queue after just so long. */
  readonly patienceSeconds: number;
}

/** What a platform can do that has test calls. Throws WireError, as all of a client. */
export interface TestCalls {
  /** The scopes that placing and looking take; sorted. */
  readonly scopes: readonly string[];
  /** Returns once they are accepted; they come in their time. WireError `conflict`: the id has another order. */
  place(order: TestCallOrder, options?: CallOptions): Promise<void>;
  /** Null where there is no order by this id. */
  read(id: string, options?: CallOptions): Promise<readonly PlacedCall[] | null>;
}
