import type { Operations } from '../domain/operations.js';
import { BadReleaseError, type ReleaseSource } from '../release/port.js';

/**
 * operations.yaml on the protected branch, or what is wrong with it in words: a slip there must hold a rollout that
 * is under way, and must not take it back.
 */
export async function operationsNow(
  releases: Pick<ReleaseSource, 'operations'>,
): Promise<{ readonly operations: Operations } | { readonly fault: string }> {
  try {
    return await releases.operations();
  } catch (error) {
    if (!(error instanceof BadReleaseError)) throw error;
    const [first] = error.findings;
    const where = first === undefined ? '' : `${first.file}:${first.line ?? 1}: ${first.message}`;
    return { fault: `operations.yaml on the protected branch has to be put right (${where})` };
  }
}
