import pMap from 'p-map';
import type { Environment, OrgBinding } from '../domain/release-model.js';
import { discoverOrgs, placed } from '../planning/discovered.js';
import { WireError, type DiscoveredOrg, type Platforms } from '../platforms/port.js';

const PARALLEL = 8;

/**
 * The platform's tree below every hub of an environment. An org that no hub shows is asked itself, as one that was
 * taken from under its hub still knows where it is; one that does not answer either is not in the tree.
 */
export async function readTree(
  platforms: Platforms,
  environment: Environment,
): Promise<readonly DiscoveredOrg[]> {
  const bindings = Object.values(environment.orgs);
  const shown = await discoverOrgs(environment, (org) => platforms.connect(org), {});
  const found = new Map(shown.orgs.map((org) => [org.realOrgId, org]));
  const missing = bindings.filter(({ realOrgId }) => !found.has(realOrgId));
  const asked = await pMap(missing, (one) => askItself(platforms, environment, one), {
    concurrency: PARALLEL,
  });
  for (const org of asked.flat()) if (!found.has(org.realOrgId)) found.set(org.realOrgId, org);
  return [...found.values()];
}

async function askItself(
  platforms: Platforms,
  environment: Environment,
  binding: OrgBinding,
): Promise<readonly DiscoveredOrg[]> {
  const client = platforms.connect(binding);
  try {
    const seen = await client.discover();
    if (client.hierarchy === 'manifest') return placed(environment, binding, seen);
    return seen.filter(({ realOrgId }) => realOrgId === binding.realOrgId);
  } catch (error) {
    if (error instanceof WireError && isGone(error)) return [];
    throw error;
  }
}

/** An org that was deleted has no client any more; whatever else goes wrong says nothing about the org. */
function isGone({ facts }: WireError): boolean {
  return ['unauthorized', 'forbidden', 'notFound'].includes(facts.kind);
}

/** The tree as one client sees it, before there is an environment. */
export async function readFirstTree(
  platforms: Platforms,
  access: { readonly baseUrl: string; readonly credentials: string },
): Promise<readonly DiscoveredOrg[]> {
  const hub: OrgBinding = {
    org: 'the hub',
    platform: 'guide',
    realOrgId: 'hub',
    parent: null,
    region: '',
    carrier: '',
    timeZone: 'UTC',
    variables: {},
    ...access,
  };
  return platforms.connect(hub).discover();
}
