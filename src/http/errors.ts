/** What went wrong on the wire, told apart by `kind`. Never carries bodies, headers or tokens. */
export const WireErrorKind = {
  /** 401 after one token refresh, or the token endpoint refused the client. */
  unauthorized: 'unauthorized',
  /** 403: a scope or permission is missing. */
  forbidden: 'forbidden',
  notFound: 'notFound',
  /** 412, or a dialect's "not the current version". */
  preconditionFailed: 'preconditionFailed',
  /** 409: referenced, duplicate name. */
  conflict: 'conflict',
  /** 423, or a dialect's "somebody is editing it": passes by itself. */
  locked: 'locked',
  /** 429. */
  rateLimited: 'rateLimited',
  /** 400 and other 4xx: repeating is of no use. */
  rejected: 'rejected',
  /** 5xx. */
  unavailable: 'unavailable',
  /** No answer: refused, reset, timed out. A write may or may not have landed. */
  noAnswer: 'noAnswer',
  /** An answer that is not what the dialect promises. */
  malformed: 'malformed',
  /** The attempt's deadline left no room to start the request. */
  deadline: 'deadline',
  /** Cancelled from outside. */
  cancelled: 'cancelled',
} as const;
export type WireErrorKind = (typeof WireErrorKind)[keyof typeof WireErrorKind];

export interface WireErrorFacts {
  readonly kind: WireErrorKind;
  /** Logical org id. */
  readonly org: string;
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly status?: number;
  /** The platform's error code, for example `general.conflict`. */
  readonly code?: string;
  /** The platform's correlation id. */
  readonly contextId?: string;
  /** For `rateLimited`: wall milliseconds to wait, converted from platform time. */
  readonly retryAfterMs?: number;
}

/** The only error that leaves `http/` and `platforms/`. */
export class WireError extends Error {
  readonly facts: WireErrorFacts;

  constructor(message: string, facts: WireErrorFacts) {
    super(message);
    this.name = 'WireError';
    this.facts = facts;
  }
}

/** Repeating these is of no use until a person has acted. */
const FINAL: ReadonlySet<WireErrorKind> = new Set<WireErrorKind>([
  'unauthorized',
  'forbidden',
  'rejected',
  'notFound',
  'conflict',
]);

/** True where repeating the call is of no use until a person has acted. */
export function isFinal(error: WireError): boolean {
  return FINAL.has(error.facts.kind);
}
