import type { CallContext } from '../kind-calls.js';

/** What every call to one tenant goes by. */
export interface Context extends CallContext {
  /** The tenant that the environment names. */
  readonly tenantId: string;
}
