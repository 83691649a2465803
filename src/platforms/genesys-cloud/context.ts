import type { CallContext } from '../kind-calls.js';

/** What every call to one org of Genesys Cloud goes by. */
export interface Context extends CallContext {
  /** The OAuth client's id: locks name it. */
  readonly clientId: () => Promise<string>;
}
