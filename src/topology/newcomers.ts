import { ownMember } from '../domain/own-member.js';
import type { Environment, Group, OrgBinding } from '../domain/release-model.js';
import { groupOf } from '../domain/resource-key.js';
import type { DiscoveredOrg } from '../platforms/port.js';
import { groupNames, traitOf } from './grouping.js';
import { identifierOf } from '../domain/identifiers.js';
import { credentialsFor, orgEntry, UNKNOWN } from './org-entry.js';
import type { Comparison, FileEdit, Proposal } from './proposal.js';
import { logicalIds } from './skeleton.js';

/** Enabled orgs of the tree that the environment does not map: where they would go. */
export function proposeNewcomers(comparison: Comparison): Proposal[] {
  const { environment, discovered, release } = comparison;
  const mapped = new Set(Object.values(environment.orgs).map(({ realOrgId }) => realOrgId));
  const newcomers = discovered.filter((org) => org.enabled && !mapped.has(org.realOrgId));
  // An org that is known elsewhere keeps its id: it is the same org in another environment.
  const mayReturn = new Set(environment.notHere);
  const taken = new Set(release.groups.flatMap(({ orgIds }) => orgIds));
  for (const org of mayReturn) taken.delete(org);
  const names = logicalIds(newcomers, taken);
  const targets = release.groups.map(({ name }) => name);
  return newcomers.map((org) => {
    const name = names.get(org.realOrgId) ?? '';
    const entry = environmentEdit(comparison, org, name, names);
    const { file } = entry;
    const path = ['orgs', name];
    if (mayReturn.has(name)) {
      const edit = { op: 'drop' as const, path: ['not_here'], value: name };
      const edits = [entry, { file, edit }];
      const message = `"${org.realOrgId}" is on the platform: ${name} is no longer under not_here`;
      return { kind: 'back', org: name, file, path, message, edits };
    }
    const placed = manifestEdit(comparison, org, name, targets);
    const elsewhere = Object.values(release.environments)
      .filter((other) => other.name !== environment.name)
      .map(({ name: other }): FileEdit => ({
        file: `environments/${other}.yaml`,
        edit: { op: 'append', path: ['not_here'], value: name },
      }));
    const message = `"${org.realOrgId}" is new on the platform: ${name} joins ${placed.group}; fill in its carrier and time zone`;
    return {
      kind: 'new',
      org: name,
      file,
      path,
      message,
      edits: [entry, placed.edit, ...elsewhere],
    };
  });
}

/** The group most of whose orgs the platform has in the same place; else a new one. Notes it in `targets`. */
function manifestEdit(
  comparison: Comparison,
  org: DiscoveredOrg,
  name: string,
  targets: string[],
): { group: string; edit: FileEdit } {
  const { release, discovered, by } = comparison;
  const group =
    nearestGroup(comparison, org)?.name ?? groupNames(discovered, by).get(org.realOrgId) ?? 'new';
  const file = 'manifest.yaml';
  const at = targets.indexOf(group);
  if (at >= 0) {
    const path = ['deployment_targets', at, 'org_ids'];
    return { group, edit: { file, edit: { op: 'append', path, value: name } } };
  }
  targets.push(group);
  const parent = bindingOf(comparison.environment, org.parentRealOrgId)?.org ?? null;
  const above = parent === null ? undefined : groupOf(release, parent)?.name;
  const depends = above === undefined ? {} : { depends_on: [above] };
  const value = { group, org_ids: [name], components: [], ...depends };
  return { group, edit: { file, edit: { op: 'append', path: ['deployment_targets'], value } } };
}

function nearestGroup(
  { release, environment, discovered, by }: Comparison,
  org: DiscoveredOrg,
): Group | undefined {
  const tree = new Map(discovered.map((one) => [one.realOrgId, one]));
  const alike = ({ orgIds }: Group): number =>
    orgIds.filter((id) => {
      const known = tree.get(ownMember(environment.orgs, id)?.realOrgId ?? '');
      return (
        known !== undefined &&
        known.parentRealOrgId === org.parentRealOrgId &&
        traitOf(known, by) === traitOf(org, by)
      );
    }).length;
  const [best] = release.groups
    .map((group) => ({ group, count: alike(group) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return best?.group;
}

/** The org's line: region and time zone as the orgs have them that the platform puts in the same region. */
function environmentEdit(
  comparison: Comparison,
  org: DiscoveredOrg,
  name: string,
  names: ReadonlyMap<string, string>,
): FileEdit {
  const { environment, discovered } = comparison;
  const sibling = discovered
    .filter((one) => one.region === org.region && one.region !== null)
    .map(({ realOrgId }) => bindingOf(environment, realOrgId))
    .find((binding) => binding !== undefined);
  const any = sibling ?? Object.values(environment.orgs)[0];
  const like = { reference: any?.credentials ?? '', org: any?.org ?? null };
  const above = org.parentRealOrgId;
  const value = orgEntry({
    org,
    parent: bindingOf(environment, above)?.org ?? names.get(above ?? '') ?? null,
    region: sibling?.region ?? identifierOf(org.region ?? '', 'unknown'),
    credentials: credentialsFor({ org: name, environment: environment.name, like }),
    assumptions: { ...UNKNOWN, timeZone: sibling?.timeZone ?? UNKNOWN.timeZone },
  });
  const file = `environments/${environment.name}.yaml`;
  return { file, edit: { op: 'set', path: ['orgs', name], value } };
}

function bindingOf(environment: Environment, realOrgId: string | null): OrgBinding | undefined {
  return Object.values(environment.orgs).find((binding) => binding.realOrgId === realOrgId);
}
