import { suggestion } from '../../domain/closest-name.js';
import { sameJson } from '../../domain/equality.js';
import { formatPath } from '../../domain/json-path.js';
import { applyOverride, overridesFor } from '../../domain/overrides.js';
import { ownMember } from '../../domain/own-member.js';
import type { Environment, Group, ResourceOverride } from '../../domain/release-model.js';
import { componentsOf, groupOf, keysOf } from '../../domain/resource-key.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';
import type { EnvironmentDocument } from '../schema/environment.js';

type Report = (path: string, message: string) => void;
type Groups = readonly (Group | undefined)[];

/** Overrides of resources that nobody has, and overrides that leave every template as it is. */
export function checkOverrides(documents: Documents, draft: Draft): void {
  for (const { name, file } of documents.inFolder('environments')) {
    const environment = draft.environments[name];
    if (!environment) continue;
    const report: Report = (path, message) => documents.report(file, path, message);
    const document = documents.open(file)?.value as Partial<EnvironmentDocument> | undefined;
    checkKeys(report, draft, ['overrides'], document?.overrides, draft.groups);
    for (const [group, entry] of Object.entries(document?.groups ?? {})) {
      const groups = draft.groups.filter((candidate) => candidate.name === group);
      checkKeys(report, draft, ['groups', group, 'overrides'], entry?.overrides, groups);
    }
    for (const [org, entry] of Object.entries(document?.orgs ?? {}))
      checkKeys(report, draft, ['orgs', org, 'overrides'], entry.overrides, [groupOf(draft, org)]);
    checkEffect(report, draft, environment);
  }
}

function checkKeys(
  report: Report,
  draft: Draft,
  place: readonly string[],
  overrides: Readonly<Record<string, unknown>> = {},
  scope: Groups = [],
): void {
  const groups = scope.flatMap((group) => group ?? []);
  // A group or org that the manifest does not have is reported as such, and so is a missing component.
  if (groups.length === 0) return;
  if (
    groups.some(({ components }) =>
      components.some((name) => !Object.hasOwn(draft.components, name)),
    )
  )
    return;
  const keys = groups.flatMap((group) => keysOf(draft, group));
  const short = keys.map((key) => key.slice(key.indexOf('/') + 1));
  for (const key of Object.keys(overrides)) {
    const known = key.split('/').length === 2 ? [...new Set(short)] : keys;
    if (!known.includes(key))
      report(
        formatPath([...place, key]),
        `no resource "${key}" here to override.${suggestion(key, known)}`,
      );
  }
}

/** An override that changes nothing is left over from something, or a mistake. */
function checkEffect(report: Report, draft: Draft, environment: Environment): void {
  const effective = new Map<string, boolean>();
  for (const { org, overrides = [] } of Object.values(environment.orgs)) {
    const group = groupOf(draft, org);
    if (group === undefined || overrides.length === 0) continue;
    for (const { kind, name, template } of componentsOf(draft, group).flatMap((c) => c.resources))
      recordEffect(
        effective,
        ownMember(draft.templates, template),
        overridesFor(overrides, group.name, `${group.name}/${kind}/${name}`),
      );
  }
  for (const [place, hasEffect] of effective)
    if (!hasEffect) report(place, 'changes nothing; take it out');
}

function recordEffect(
  effective: Map<string, boolean>,
  template: Draft['templates'][string] | undefined,
  overrides: readonly ResourceOverride[],
): void {
  let before = template;
  for (const { place, patch } of overrides) {
    if (before === undefined) return;
    const after = applyOverride(before, patch);
    effective.set(place, (effective.get(place) ?? false) || !sameJson(before, after));
    before = after;
  }
}
