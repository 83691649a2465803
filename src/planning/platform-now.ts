import { WireError, type CallOptions } from '../platforms/port.js';
import type { Loaded } from './loaded.js';

/** Platform time in milliseconds, from the first of the orgs that answers. Throws what the last one threw. */
export async function platformNow(
  loaded: Loaded,
  orgs: readonly string[],
  options: CallOptions,
): Promise<number> {
  let last: unknown = new Error('no org to ask for the time');
  for (const org of orgs) {
    try {
      return (await loaded.client(org).platformTime(options)).nowMs;
    } catch (error) {
      if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
      last = error;
    }
  }
  throw last;
}
