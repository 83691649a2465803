import type { CommitProvenance } from '../domain/provenance.js';
import type { Environment, OrgBinding } from '../domain/release-model.js';
import type { Loaded } from '../planning/loaded.js';
import { RefusedError } from '../planning/refused.js';
import type { ActivityDeps } from './deps.js';
import { environmentsAt } from './governing.js';

/**
 * Refuses a commit that nobody reviewed where it would send credentials to an address that the protected branch does
 * not send them to: its environment files could name any host, and whoever answers there would be told the secrets.
 * Holds for dry runs as well; a repository without that branch has nothing to compare with.
 */
export async function checkCredentialHomes(
  deps: Pick<ActivityDeps, 'releases'>,
  { release, environment }: Loaded,
  branchTip: string | null,
): Promise<void> {
  if (branchTip === null) return;
  const provenance = await deps.releases.provenance(release.commit);
  if (provenance.onProtectedBranch) return;
  const homes = await reviewedHomes(deps, branchTip);
  const objections = Object.values(environment.orgs).flatMap(
    (org) => objectionTo(org, homes, provenance) ?? [],
  );
  const [first] = objections;
  if (first === undefined) return;
  const more = objections.length > 1 ? ` (and ${objections.length - 1} more orgs)` : '';
  throw new RefusedError(`${first}${more}`);
}

/** Origins by reference to credentials. */
type Homes = ReadonlyMap<string, ReadonlySet<string>>;

async function reviewedHomes(
  deps: Pick<ActivityDeps, 'releases'>,
  branchTip: string,
): Promise<Homes> {
  const homes = new Map<string, Set<string>>();
  const reviewed: readonly Environment[] = await environmentsAt(deps, branchTip);
  for (const org of reviewed.flatMap(({ orgs }) => Object.values(orgs))) {
    const known = homes.get(org.credentials) ?? new Set();
    for (const origin of originsOf(org)) known.add(origin);
    homes.set(org.credentials, known);
  }
  return homes;
}

/** A reference that nobody reviewed may be sent wherever reviewed ones are. */
function objectionTo(
  binding: OrgBinding,
  homes: Homes,
  { protectedBranch: branch }: CommitProvenance,
): string | null {
  const { org, credentials } = binding;
  const own = homes.get(credentials);
  const allowed = own ?? new Set([...homes.values()].flatMap((origins) => [...origins]));
  const origin = originsOf(binding).find((one) => !allowed.has(one));
  if (origin === undefined) return null;
  const instead =
    own === undefined
      ? `is no address of an environment on ${branch}`
      : `is not where ${branch} sends them`;
  return `${org}: its credentials ${credentials} would be sent to ${origin}, which ${instead}, and this commit is not on ${branch}: merge it there first`;
}

/** The API gets tokens, and the login the secrets themselves; one that follows from the API's address is no other. */
function originsOf({ baseUrl, loginUrl }: OrgBinding): string[] {
  return [originOf(baseUrl), ...(loginUrl === undefined ? [] : [originOf(loginUrl)])];
}

function originOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : baseUrl;
}
