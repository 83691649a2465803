import { ownMember } from '../domain/own-member.js';
import type { OrgBinding } from '../domain/release-model.js';
import type { DiscoveredOrg } from '../platforms/port.js';
import { proposeNewcomers } from './newcomers.js';
import type { Comparison, FileEdit, Proposal } from './proposal.js';

/** What would make an environment say again what the platform's tree says. */
export function compareWithTree(comparison: Comparison): Proposal[] {
  const { environment, discovered } = comparison;
  const tree = new Map(discovered.map((org) => [org.realOrgId, org]));
  const bindings = Object.values(environment.orgs);
  const leaving = new Set(
    bindings.filter(({ realOrgId }) => tree.get(realOrgId)?.enabled !== true).map(({ org }) => org),
  );
  const known = bindings.flatMap((binding): Proposal[] => {
    const found = tree.get(binding.realOrgId);
    if (found === undefined) return [leave(comparison, binding, leaving, 'gone')];
    const off = found.enabled ? [] : [leave(comparison, binding, leaving, 'disabled')];
    return [
      ...off,
      ...(found.enabled ? moved(comparison, binding, found) : []),
      ...renamed(comparison, binding, found),
    ];
  });
  return [...known, ...proposeNewcomers(comparison)];
}

function fileOf({ environment }: Comparison): string {
  return `environments/${environment.name}.yaml`;
}

function leave(
  comparison: Comparison,
  binding: OrgBinding,
  leaving: ReadonlySet<string>,
  kind: 'gone' | 'disabled',
): Proposal {
  const { org, realOrgId } = binding;
  const file = fileOf(comparison);
  const path = ['orgs', org];
  const what =
    kind === 'gone'
      ? `the platform's tree has no org "${realOrgId}"`
      : `"${realOrgId}" is disabled on the platform`;
  const below = Object.values(comparison.environment.orgs).filter(
    (other) => other.parent === org && !leaving.has(other.org),
  );
  if (below.length > 0) {
    const names = below.map((other) => other.org).join(', ');
    const message = `${what}, and is the parent of ${names}: give them another parent first`;
    return { kind, org, file, path, message, edits: [] };
  }
  const edits: FileEdit[] = [
    { file, edit: { op: 'remove', path } },
    { file, edit: { op: 'append', path: ['not_here'], value: org } },
  ];
  return { kind, org, file, path, message: `${what}: move ${org} to not_here`, edits };
}

function moved(comparison: Comparison, binding: OrgBinding, found: DiscoveredOrg): Proposal[] {
  const { environment } = comparison;
  const { org, realOrgId, parent } = binding;
  const expected = parent === null ? null : ownMember(environment.orgs, parent)?.realOrgId;
  const actual = found.parentRealOrgId;
  if (actual === expected) return [];
  const file = fileOf(comparison);
  const path = ['orgs', org, 'parent'];
  const above = Object.values(environment.orgs).find((other) => other.realOrgId === actual)?.org;
  const place = actual === null ? 'without a parent' : `under "${actual}"`;
  const message = `"${realOrgId}" is ${place} on the platform, and ${parent === null ? 'without a parent' : `under ${parent}`} here`;
  const base = { kind: 'moved' as const, org, file, path };
  if (actual === null)
    return [{ ...base, message, edits: [{ file, edit: { op: 'remove', path } }] }];
  if (above === undefined)
    return [{ ...base, message: `${message}; map "${actual}" first`, edits: [] }];
  return [{ ...base, message, edits: [{ file, edit: { op: 'set', path, value: above } }] }];
}

function renamed(comparison: Comparison, binding: OrgBinding, found: DiscoveredOrg): Proposal[] {
  const { org, realOrgId } = binding;
  const name = ownMember(comparison.names, org);
  if (name === undefined || name === found.name) return [];
  const file = fileOf(comparison);
  const path = ['orgs', org, 'name'];
  const message = `"${realOrgId}" is called "${found.name}" on the platform, and "${name}" here; ${org} stays its logical id`;
  const edit = { op: 'set' as const, path, value: found.name };
  return [{ kind: 'renamed', org, file, path, message, edits: [{ file, edit }] }];
}
