import { suggestion } from '../../domain/closest-name.js';
import { componentsOf } from '../../domain/resource-key.js';
import type { Draft } from '../draft.js';
import type { Documents } from '../documents.js';

const file = 'manifest.yaml';

/** Groups, orgs and components as the manifest names them. */
export function checkManifest(documents: Documents, draft: Draft): void {
  const groupOfOrg = new Map<string, string>();
  const names = new Set<string>();
  for (const [index, group] of draft.groups.entries()) {
    const at = `deployment_targets[${index}]`;
    if (names.has(group.name))
      documents.report(file, `${at}.group`, `group "${group.name}" is there twice`);
    names.add(group.name);
    for (const [place, org] of group.orgIds.entries()) {
      const other = groupOfOrg.get(org);
      const where = other === group.name ? `twice in "${other}"` : `already in group "${other}"`;
      if (other !== undefined)
        documents.report(file, `${at}.org_ids[${place}]`, `org "${org}" is ${where}`);
      else groupOfOrg.set(org, group.name);
    }
    checkComponents(documents, draft, index);
    checkDependsOn(documents, draft, index);
  }
}

function checkComponents(documents: Documents, draft: Draft, index: number): void {
  const group = draft.groups[index];
  if (!group) return;
  const files = documents.inFolder('components').map(({ name }) => name);
  for (const [place, name] of group.components.entries()) {
    const path = `deployment_targets[${index}].components[${place}]`;
    if (!files.includes(name))
      documents.report(file, path, `unknown component "${name}".${suggestion(name, files)}`);
    else if (group.components.indexOf(name) !== place)
      documents.report(file, path, `component "${name}" is there twice`);
  }
  const declaredIn = new Map<string, string>();
  for (const component of new Set(componentsOf(draft, group)))
    for (const [place, { kind, name }] of component.resources.entries()) {
      const key = `${kind}/${name}`;
      const other = declaredIn.get(key);
      if (other !== undefined)
        documents.report(
          documents.inFolder('components').find((entry) => entry.name === component.name)?.file ??
            file,
          `resources[${place}].name`,
          `${key} is already declared by component "${other}" of group "${group.name}"`,
        );
      else declaredIn.set(key, component.name);
    }
}

function checkDependsOn(documents: Documents, draft: Draft, index: number): void {
  const known = draft.groups.map(({ name }) => name);
  for (const [place, name] of (draft.groups[index]?.dependsOn ?? []).entries())
    if (!known.includes(name))
      documents.report(
        file,
        `deployment_targets[${index}].depends_on[${place}]`,
        `unknown group "${name}".${suggestion(name, known)}`,
      );
}
