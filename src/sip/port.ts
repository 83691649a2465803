import type { SipOrder, SipResult } from '../domain/synthetic/sip.js';

export type { SipOrder, SipResult } from '../domain/synthetic/sip.js';

/** Calls over real trunks, by SIP. */
export interface SipGenerator {
  /**
   * Places all calls of an order and waits for their ends. Throws an Error that says what is missing where it cannot call
   * at all; calls that fail are a result. The same order again is called again: whoever asks sees to it that it is not.
   */
  run(order: SipOrder, options?: { readonly signal?: AbortSignal }): Promise<SipResult>;
}
