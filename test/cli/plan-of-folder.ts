import assert from 'node:assert/strict';
import type { ResourcePlan } from '../../src/domain/org-plan.js';
import type { ResourceKind } from '../../src/domain/resource.js';
import { Loaded } from '../../src/planning/loaded.js';
import { planFleet } from '../../src/planning/plan-fleet.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { validateFolder } from '../../src/release/folder.js';
import { createSecretProvider } from '../../src/secrets/providers.js';

export interface FolderPlan {
  readonly org: string;
  readonly env: Readonly<Record<string, string>>;
  /** Kinds that the platform does not guard. */
  readonly allowBestEffort: readonly ResourceKind[];
}

/** What a folder's configuration would do to one of its production's orgs that nothing was ever recorded of. */
export async function planOfFolder(
  folder: string,
  { org, env, allowBestEffort }: FolderPlan,
): Promise<readonly ResourcePlan[]> {
  const result = await validateFolder(folder);
  assert.ok(result.ok, JSON.stringify(result));
  const release = { ...result.release, policy: { ...result.release.policy, allowBestEffort } };
  const deps = {
    releases: { load: async () => release },
    ledger: { readManyBases: async (addresses: readonly unknown[]) => addresses.map(() => ({})) },
    platforms: createPlatforms({ secrets: createSecretProvider({ env }) }),
  };
  const loaded = new Loaded(deps, release, environmentOf(release, 'production'));
  return (await planFleet(deps, loaded, {}, {})).plans.get(org)?.resources ?? [];
}
