import { WireError } from './errors.js';
import { TurnRefused } from './turn-refused.js';

/** Gives what happens before a request goes out, an abort or a refused turn, the shape of all else. */
export async function orWireError<T>(
  org: string,
  request: { method: string; path: string; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const { method, path, signal } = request;
  const facts = { org, method, path };
  try {
    return await work();
  } catch (error) {
    if (error instanceof TurnRefused) {
      const retryAfterMs = Math.ceil(error.waitMs);
      throw new WireError(
        `${method} ${path} of ${org} was held back by the org's request limit: ${error.message}.`,
        { kind: 'rateLimited', ...facts, retryAfterMs },
      );
    }
    if (error instanceof WireError || signal?.aborted !== true) throw error;
    throw new WireError(`${method} ${path} of ${org} was cancelled.`, {
      kind: 'cancelled',
      ...facts,
    });
  }
}
