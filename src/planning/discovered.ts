import pMap from 'p-map';
import { ownMember } from '../domain/own-member.js';
import type { Environment, OrgBinding } from '../domain/release-model.js';
import {
  WireError,
  type CallOptions,
  type DiscoveredOrg,
  type OrgClient,
} from '../platforms/port.js';

const PARALLEL = 16;

/** What the platforms say of an environment's orgs. */
export interface Discovered {
  readonly orgs: readonly DiscoveredOrg[];
  /** Orgs that only they themselves could tell of, and that did not answer. */
  readonly silent: readonly OrgBinding[];
}

/**
 * Asks every hub for its tree, and where a platform knows no tree every org for itself: its place is then the one that
 * the environment gives it.
 */
export async function discoverOrgs(
  environment: Environment,
  clientOf: (binding: OrgBinding) => OrgClient,
  options: CallOptions,
): Promise<Discovered> {
  const silent: OrgBinding[] = [];
  const ask = async (binding: OrgBinding): Promise<readonly DiscoveredOrg[]> => {
    const client = clientOf(binding);
    const isAlone = client.hierarchy === 'manifest';
    if (!isAlone && binding.parent !== null) return [];
    try {
      const seen = await client.discover(options);
      return isAlone ? placed(environment, binding, seen) : seen;
    } catch (error) {
      const mayBeSilent = error instanceof WireError && error.facts.kind !== 'cancelled';
      if (binding.parent === null || !mayBeSilent) throw error;
      silent.push(binding);
      return [];
    }
  };
  const shown = await pMap(Object.values(environment.orgs), ask, { concurrency: PARALLEL });
  return { orgs: shown.flat(), silent };
}

/** An org that said only who it is, where the environment has it. */
export function placed(
  environment: Environment,
  { realOrgId, parent }: OrgBinding,
  seen: readonly DiscoveredOrg[],
): readonly DiscoveredOrg[] {
  const above = parent === null ? null : (ownMember(environment.orgs, parent)?.realOrgId ?? null);
  return seen
    .filter((org) => org.realOrgId === realOrgId)
    .map((org) => ({ ...org, parentRealOrgId: above }));
}

/** An org as the environment has it: nobody says otherwise. */
export function asDeclared(environment: Environment, binding: OrgBinding): DiscoveredOrg[] {
  const { realOrgId, org: name, region } = binding;
  const told = {
    realOrgId,
    name,
    parentRealOrgId: null,
    enabled: true,
    region,
    businessUnit: null,
  };
  return [...placed(environment, binding, [told])];
}
