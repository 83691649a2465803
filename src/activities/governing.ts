import { ownMember } from '../domain/own-member.js';
import type { Environment, OrgBinding } from '../domain/release-model.js';
import type { Loaded } from '../planning/loaded.js';
import { BadReleaseError } from '../release/port.js';
import type { ActivityDeps } from './deps.js';

/**
 * The environments by whose rules it is judged what may be written to these orgs: as the protected branch has them,
 * since a release brings its own environment files and could call production a sandbox. An org that the branch knows
 * under the same environment is governed by that; one that it knows under another by that other; only orgs that
 * nobody reviewed are governed by what the release says of them.
 */
export async function governingEnvironments(
  deps: ActivityDeps,
  { environment }: Loaded,
  branchTip: string | null,
): Promise<readonly Environment[]> {
  const reviewed = branchTip === null ? [] : await environmentsAt(deps, branchTip);
  const same = reviewed.find(({ name }) => name === environment.name);
  const governing = new Set<Environment>();
  for (const org of Object.values(environment.orgs)) {
    const holders = reviewed.filter((candidate) => holds(candidate, org));
    if (same !== undefined && holders.includes(same)) governing.add(same);
    else if (holders.length > 0) for (const holder of holders) governing.add(holder);
    else governing.add(same ?? environment);
  }
  return [...governing];
}

/** The environments of a commit; none where its configuration is wrong. */
export async function environmentsAt(
  deps: Pick<ActivityDeps, 'releases'>,
  commit: string,
): Promise<Environment[]> {
  try {
    return Object.values((await deps.releases.load(commit)).environments);
  } catch (error) {
    if (error instanceof BadReleaseError) return [];
    throw error;
  }
}

function holds({ orgs }: Environment, { org, platform, realOrgId }: OrgBinding): boolean {
  const known = ownMember(orgs, org);
  if (known?.realOrgId === realOrgId && known.platform === platform) return true;
  return Object.values(orgs).some(
    (other) => other.realOrgId === realOrgId && other.platform === platform,
  );
}
