import type { Finding } from '../domain/release-model.js';
import { suggestion } from '../domain/closest-name.js';
import { BadReleaseError } from '../release/port.js';
import type { Loaded } from './loaded.js';
import type { Selection } from './plan-fleet.js';

/**
 * The orgs that a selection means, in the environment's order.
 * @throws BadReleaseError for every name that is neither a group nor an org of the environment, and where none is left
 */
export function selectOrgs(loaded: Loaded, selection: Selection): string[] {
  const orgs = loaded.orgs.map(({ org }) => org);
  const known = [...loaded.release.groups.map(({ name }) => name), ...orgs];
  const unknown = (path: 'only' | 'except'): Finding[] =>
    (selection[path] ?? [])
      .filter((name) => !known.includes(name))
      .map((name) => ({
        file: 'input',
        line: null,
        column: null,
        path,
        message: `"${name}" is neither a group nor an org of ${loaded.environment.name}.${suggestion(name, known)}`,
      }));
  const findings = [...unknown('only'), ...unknown('except')];
  if (findings.length > 0) throw new BadReleaseError(findings);
  const selected = orgs.filter((org) => isSelected(loaded, selection, org));
  if (selected.length === 0 && orgs.length > 0) throw new BadReleaseError([nobody(loaded)]);
  return selected;
}

/** A rollout to nobody would end green. */
function nobody({ environment }: Loaded): Finding {
  const message = `leaves no org of ${environment.name}: there is none that \`only\` names and \`except\` does not`;
  return { file: 'input', line: null, column: null, path: 'except', message };
}

/** True for an org that `only` names or would, by its group, and `except` does not. */
export function isSelected(loaded: Loaded, { only, except }: Selection, org: string): boolean {
  const named = (names: readonly string[]): boolean =>
    names.includes(org) || names.includes(loaded.groupName(org));
  return (only === undefined || named(only)) && !(except !== undefined && named(except));
}
