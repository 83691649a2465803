import { suggestion } from '../../domain/closest-name.js';
import { formatPath } from '../../domain/json-path.js';
import type { Environment, Group, Policy } from '../../domain/release-model.js';
import type { Documents } from '../documents.js';

const file = 'policy.yaml';

/**
 * A rule for an environment, a group or a carrier that is not there would protect nothing. `groups` is null where the manifest
 * cannot be read.
 */
export function checkPolicy(
  documents: Documents,
  policy: Policy,
  groups: readonly Group[] | null,
  environments: Readonly<Record<string, Environment>>,
): void {
  if (!documents.has(file)) return;
  checkEnvironmentNames(documents, policy);
  if (groups !== null) checkHoldout(documents, policy, groups);
  checkToleranceNames(documents, policy, groups, environments);
}

/** Reports a name that is not among the known ones. */
function lookUp(
  documents: Documents,
  what: string,
  known: readonly string[],
): (path: readonly (string | number)[], name: string) => void {
  return (path, name) => {
    if (!known.includes(name))
      documents.report(
        file,
        formatPath(path),
        `unknown ${what} "${name}".${suggestion(name, known)}`,
      );
  };
}

function checkEnvironmentNames(documents: Documents, policy: Policy): void {
  const known = documents.inFolder('environments').map(({ name }) => name);
  const check = lookUp(documents, 'environment', known);
  const said = (documents.open(file)?.value ?? {}) as Partial<
    Record<'gates' | 'capacity', Record<string, unknown>>
  >;
  for (const [member, gate] of [
    ['gates', 'plan'],
    ['gates', 'expansion'],
    ['capacity', 'gate'],
  ] as const) {
    // As written: what is compiled names production, whether or not there is such an environment.
    const words = said[member]?.[gate];
    if (typeof words !== 'object' || words === null) continue;
    for (const name of Object.keys(words))
      if (name !== 'default') check([member, gate, name], name);
  }
  for (const member of ['change', 'reason'] as const)
    for (const [index, name] of (policy[member]?.requiredIn ?? []).entries())
      check([member, 'required_in', index], name);
}

function checkHoldout(documents: Documents, policy: Policy, groups: readonly Group[]): void {
  const check = lookUp(
    documents,
    'group',
    groups.map(({ name }) => name),
  );
  for (const [index, name] of (policy.holdout?.groups ?? []).entries())
    check(['holdout', 'groups', index], name);
}

function checkToleranceNames(
  documents: Documents,
  policy: Policy,
  groups: readonly Group[] | null,
  environments: Readonly<Record<string, Environment>>,
): void {
  const carriers = Object.values(environments)
    .flatMap(({ orgs }) => Object.values(orgs))
    .map(({ carrier }) => carrier);
  for (const [member, known] of [
    ['group', groups?.map(({ name }) => name) ?? null],
    ['carrier', [...new Set(carriers)].sort()],
  ] as const) {
    if (known === null) continue;
    const check = lookUp(documents, member, known);
    for (const name of Object.keys(policy.failureTolerance[member]?.named ?? {}))
      check(['failure_tolerance', member, name], name);
  }
}
