import type { CallerKind } from './rule.js';

/** Calls of one org that come in by its trunks. */
export interface SipOrder {
  readonly org: string;
  /** `host:port` of the session border controller, or of the trunk. */
  readonly target: string;
  /** What is dialled. */
  readonly number: string;
  readonly callers: readonly (CallerKind & { readonly count: number })[];
  readonly withinSeconds: number;
  /** A call that is not answered within it is given up. */
  readonly answerWithinSeconds: number;
}

/** How they came out. */
export interface SipResult {
  readonly placed: number;
  readonly answered: number;
  /** Why the others were not, with how often: `unexpectedMessage`, `timeoutOnReceive`, … */
  readonly failures: Readonly<Record<string, number>>;
  /** Mean, from INVITE to the answer; null where none was answered. */
  readonly answerSeconds: number | null;
}
