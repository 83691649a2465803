import type { CurrentOperations, ReleaseSource } from '../../release/port.js';
import { BadReleaseError } from '../../release/port.js';
import { createReleaseSource } from '../../release/source.js';
import type { Settings } from '../../settings.js';
import { renderFinding, renderFindingCount } from '../render/end.js';
import { missingOperations } from '../render/operations.js';
import type { Check } from './check.js';

const BRANCH = 'protected branch';
const OPERATIONS = 'operations.yaml';

/** The configuration repository as the settings name it. */
export function sourceOf(settings: Settings, repository: string): ReleaseSource {
  const { cacheDir, configFolder: subfolder, protectedBranch } = settings;
  return createReleaseSource({ repository, subfolder, protectedBranch, cacheDir });
}

/** The protected branch, and the rules on it: a finding there holds every rollout up. */
export async function checkOperations(settings: Settings): Promise<Check[]> {
  const { configRepository, protectedBranch } = settings;
  if (configRepository === null) return [];
  try {
    const current = await sourceOf(settings, configRepository).operations();
    return verdict(current, protectedBranch);
  } catch (error) {
    return [trouble(error, protectedBranch)];
  }
}

function verdict(current: CurrentOperations, branch: string): Check[] {
  const missing = missingOperations(current, branch);
  const { commit, found } = current;
  if (commit === null) {
    const remedy = `make it (git branch -m ${branch}), or set ROLLCALL_PROTECTED_BRANCH to the branch that counts as reviewed`;
    return [{ name: BRANCH, ok: false, found: missing ?? '', remedy }];
  }
  return [
    { name: BRANCH, ok: true, found: `${branch} at ${commit.slice(0, 8)}`, remedy: '' },
    // No rules is a way to work: it is said, not held against anybody.
    {
      name: OPERATIONS,
      ok: true,
      found: found ? `valid on ${branch}` : (missing ?? ''),
      remedy: '',
    },
  ];
}

function trouble(error: unknown, branch: string): Check {
  const remedy = `put it right on ${branch}: no rollout begins before; rollcall validate reports the same`;
  if (error instanceof BadReleaseError)
    return {
      name: OPERATIONS,
      ok: false,
      found: `${renderFindingCount(error.findings)} on ${branch}`,
      details: error.findings.map(renderFinding),
      remedy,
    };
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = message.split('\n', 1);
  return { name: BRANCH, ok: false, found: first, remedy: 'see that the repository can be read' };
}
