import { formatPath } from './json-path.js';
import { ownMember } from './own-member.js';
import type { Environment, Finding, OrgBinding } from './release-model.js';

/** An org in the platform's tree, as far as the comparison needs it. */
export interface TreeOrg {
  readonly realOrgId: string;
  readonly parentRealOrgId: string | null;
  readonly enabled: boolean;
}

/** Compares where an environment says its orgs are with the tree that the platform shows. */
export function compareTree(request: {
  readonly environment: Environment;
  readonly discovered: readonly TreeOrg[];
}): Finding[] {
  const { environment, discovered } = request;
  const tree = new Map(discovered.map((org) => [org.realOrgId, org]));
  return Object.values(environment.orgs).flatMap((binding) => {
    const found = tree.get(binding.realOrgId);
    if (!found) {
      const message = `the platform's tree has no org "${binding.realOrgId}"`;
      return finding(environment, binding, 'org_id', message);
    }
    const off = found.enabled ? [] : switchedOff(environment, binding);
    const expected = realParent(environment, binding);
    if (found.parentRealOrgId === expected) return off;
    const message = `"${binding.realOrgId}" is ${under(found.parentRealOrgId)} on the platform, expected ${under(expected)}`;
    return [...off, ...finding(environment, binding, 'parent', message)];
  });
}

function switchedOff(environment: Environment, binding: OrgBinding): Finding[] {
  const message = `"${binding.realOrgId}" is disabled on the platform; have it enabled, or move ${binding.org} to not_here`;
  return finding(environment, binding, 'org_id', message);
}

function realParent(environment: Environment, binding: OrgBinding): string | null {
  if (binding.parent === null) return null;
  return ownMember(environment.orgs, binding.parent)?.realOrgId ?? binding.parent;
}

function under(parent: string | null): string {
  return parent === null ? 'without a parent' : `under "${parent}"`;
}

function finding(
  environment: Environment,
  binding: OrgBinding,
  member: string,
  message: string,
): Finding[] {
  const file = `environments/${environment.name}.yaml`;
  const path = formatPath(['orgs', binding.org, member]);
  return [{ file, line: null, column: null, path, message }];
}
