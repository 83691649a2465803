import { closestNames, suggestion } from '../../domain/closest-name.js';
import { formatPath } from '../../domain/json-path.js';
import type { Json } from '../../domain/json.js';
import { ownMember } from '../../domain/own-member.js';
import type { Environment, Group } from '../../domain/release-model.js';
import { groupOf } from '../../domain/resource-key.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';
import type { DeclaredVariables } from './declared-variables.js';
import { declaredVariables } from './declared-variables.js';

/** Variables that no template of an org they reach uses: a misspelt name, or left behind. */
export function checkUnusedVariables(documents: Documents, draft: Draft): void {
  const read = new Map<string, ReadonlySet<string>>();
  for (const { name, file } of documents.inFolder('environments')) {
    const environment = ownMember(draft.environments, name);
    if (!environment) continue;
    const known = new Set(
      Object.values(environment.orgs).flatMap(({ variables }) => Object.keys(variables)),
    );
    for (const declared of declaredVariables(documents.open(file)?.value ?? null)) {
      const used = usedBy(draft, groupsReached(draft, environment, declared), read);
      if (used === null) continue;
      const names = Object.keys(declared.variables);
      const meant = new Set([...used].flatMap((use) => nearest(use, names, known)));
      for (const variable of names)
        if (!meant.has(variable))
          documents.report(
            file,
            formatPath([...declared.path, variable]),
            `unused: no template of ${placeOf(declared, environment)} has {{${variable}}}`,
          );
    }
  }
}

function placeOf({ level, name }: DeclaredVariables, environment: Environment): string {
  return level === 'environment' ? `an org of ${environment.name}` : `${level} "${name}"`;
}

function groupsReached(
  draft: Draft,
  environment: Environment,
  { level, name }: DeclaredVariables,
): Group[] {
  if (level === 'group') return draft.groups.filter((group) => group.name === name);
  const orgs = level === 'org' ? [name] : Object.keys(environment.orgs);
  return [...new Set(orgs.flatMap((org) => groupOf(draft, org) ?? []))];
}

/** Names that templates of groups use; null where a template is missing or wrong, or there is no group. */
function usedBy(
  draft: Draft,
  groups: readonly Group[],
  read: Map<string, ReadonlySet<string>>,
): Set<string> | null {
  const used = new Set<string>();
  for (const name of groups.flatMap(({ components }) => components)) {
    const component = ownMember(draft.components, name);
    if (!component) return null;
    for (const { template } of component.resources) {
      const body = ownMember(draft.templates, template);
      if (body === undefined) return null;
      const variables = read.get(template) ?? variablesIn(body);
      read.set(template, variables);
      for (const variable of variables) used.add(variable);
    }
  }
  return groups.length === 0 ? null : used;
}

/** Names of all variables in a template. */
export function variablesIn(template: Json): Set<string> {
  // JSON escapes nothing that a variable's name or its braces consist of.
  const text = JSON.stringify(template);
  return new Set([...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map(([, name = '']) => name));
}

/** The declared name that a template means: itself, or where it is unknown the one that is suggested for it. */
function nearest(use: string, names: readonly string[], known: ReadonlySet<string>): string[] {
  if (known.has(use)) return [use];
  return suggestion(use, names) === '' ? [] : closestNames(use, names, 1);
}
