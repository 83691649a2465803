import type { CurrentOperations } from '../../release/port.js';

/** What is not there of the rules on the protected branch, and what follows; null where all is there. */
export function missingOperations(
  { commit, found }: Pick<CurrentOperations, 'commit' | 'found'>,
  branch: string,
): string | null {
  if (commit === null)
    return `The configuration repository has no branch ${branch} (ROLLCALL_PROTECTED_BRANCH): no operations.yaml applies, and no rule of it.`;
  if (!found) return `There is no operations.yaml on ${branch}: the defaults apply, no rules.`;
  return null;
}
