import { suggestion } from '../../domain/closest-name.js';
import { formatPath } from '../../domain/json-path.js';
import type { Group, Policy } from '../../domain/release-model.js';
import { loadVolumeOf } from '../../domain/synthetic/volume.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';

const file = 'policy.yaml';

/** A load that nobody is called by, or that nobody knows the size of, would be found out after an hour of staging. */
export function checkStagingGate(
  documents: Documents,
  { stagingGate }: Policy,
  draft: Pick<Draft, 'groups' | 'components' | 'environments'>,
): void {
  if (stagingGate === undefined || !documents.has(file)) return;
  const known = documents.inFolder('environments').map(({ name }) => name);
  const groups = draft.groups.map(({ name }) => name);
  for (const [at, { groups: named }] of stagingGate.callers.entries())
    for (const [index, name] of (named ?? []).entries())
      if (!groups.includes(name))
        report(
          documents,
          ['callers', at, 'groups', index],
          `unknown group "${name}".${suggestion(name, groups)}`,
        );
  for (const [at, name] of stagingGate.requiredIn.entries()) {
    const place = ['required_in', at] as const;
    if (!known.includes(name))
      report(documents, place, `unknown environment "${name}".${suggestion(name, known)}`);
    const missing = calledOrgs(draft, name).filter(
      (org) => loadVolumeOf(draft.environments, name, org, stagingGate) === null,
    );
    if (missing.length > 0) report(documents, place, noVolume(name, missing));
  }
}

/** Orgs that have a flow: callers come in by it. */
function calledOrgs(
  { groups, components, environments }: Pick<Draft, 'groups' | 'components' | 'environments'>,
  environment: string,
): string[] {
  const here = Object.keys(environments[environment]?.orgs ?? {});
  const hasFlow = (group: Group): boolean =>
    group.components.some((name) =>
      components[name]?.resources.some(({ kind }) => kind === 'flow'),
    );
  const called = new Set(groups.filter(hasFlow).flatMap(({ orgIds }) => orgIds));
  return here.filter((org) => called.has(org));
}

const NAMED = 5;

function noVolume(environment: string, orgs: readonly string[]): string {
  const more = orgs.length > NAMED ? ` and ${orgs.length - NAMED} more` : '';
  return `nobody knows how many callers ${orgs.slice(0, NAMED).join(', ')}${more} would have. Give calls_per_hour of these orgs in the environment that ${environment} passes releases on to, or in environments/${environment}.yaml.`;
}

function report(documents: Documents, path: readonly (string | number)[], text: string): void {
  documents.report(file, formatPath(['staging_gate', ...path]), text);
}
