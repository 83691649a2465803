import type { RateLimits } from './rate-limit-dialects.js';

/**
 * One exchange as whoever keeps a record of the wire gets it. It has no member for a body, a header, a token or a
 * secret, nor one that could hold a path with more than ids in it.
 */
export interface WireEvent {
  /** Wall clock, milliseconds since the epoch, when the request went out. */
  readonly at: number;
  /** Logical org id. */
  readonly org: string;
  readonly clientId: string | null;
  readonly method: string;
  /** The path with `{id}` in the place of ids. */
  readonly route: string;
  /** What kind of resource it is about, `token` for the token endpoint; null where it is about none. */
  readonly kind: string | null;
  readonly resourceId: string | null;
  /** Null where no answer came. */
  readonly status: number | null;
  /** The platform's. */
  readonly correlationId: string | null;
  /** 2 for the one repetition after a 401. */
  readonly attempt: number;
  /** What the answer said is left; null where it did not. */
  readonly rateLimit: RateLimits | null;
  /** Wall milliseconds from the call to the request: waiting for a turn and for a token. */
  readonly waitedMs: number;
  /** Wall milliseconds from the request to its answer, or to its failure. */
  readonly durationMs: number;
}

/** Is told of every exchange, once it is over. Must not throw. */
export type WireObserver = (event: WireEvent) => void;

/** What a request is about. */
export interface RequestSubject {
  readonly route: string;
  readonly kind?: string;
  readonly resourceId?: string;
}
