import { suggestion } from '../../domain/closest-name.js';
import { formatPath } from '../../domain/json-path.js';
import type { Group, Policy } from '../../domain/release-model.js';
import type { Documents } from '../documents.js';

const file = 'policy.yaml';

/**
 * A rule for an environment or a group that is not there would protect nothing. `groups` is null where the manifest
 * cannot be read.
 */
export function checkPolicy(
  documents: Documents,
  policy: Policy,
  groups: readonly Group[] | null,
): void {
  if (!documents.has(file)) return;
  const known = documents.inFolder('environments').map(({ name }) => name);
  const check = (path: readonly (string | number)[], name: string): void => {
    if (!known.includes(name))
      documents.report(
        file,
        formatPath(path),
        `unknown environment "${name}".${suggestion(name, known)}`,
      );
  };
  const said = (documents.open(file)?.value ?? {}) as { gates?: Record<string, unknown> };
  for (const gate of ['plan', 'expansion'] as const) {
    // As written: what is compiled names production, whether or not there is such an environment.
    const words = said.gates?.[gate];
    if (typeof words !== 'object' || words === null) continue;
    for (const name of Object.keys(words))
      if (name !== 'default') check(['gates', gate, name], name);
  }
  for (const member of ['change', 'reason'] as const)
    for (const [index, name] of (policy[member]?.requiredIn ?? []).entries())
      check([member, 'required_in', index], name);
  if (groups !== null) checkHoldout(documents, policy, groups);
}

function checkHoldout(documents: Documents, policy: Policy, groups: readonly Group[]): void {
  const known = groups.map(({ name }) => name);
  for (const [index, name] of (policy.holdout?.groups ?? []).entries())
    if (!known.includes(name))
      documents.report(
        file,
        formatPath(['holdout', 'groups', index]),
        `unknown group "${name}".${suggestion(name, known)}`,
      );
}
