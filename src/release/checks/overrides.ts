import { suggestion } from '../../domain/closest-name.js';
import { sameJson } from '../../domain/equality.js';
import { formatPath } from '../../domain/json-path.js';
import { applyOverride, overridesFor } from '../../domain/overrides.js';
import { ownMember } from '../../domain/own-member.js';
import type { Environment, Group, ResourceOverride } from '../../domain/release-model.js';
import { componentsOf, groupOf, keysOf } from '../../domain/resource-key.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';
import type { DeclaredMembers } from './declared-members.js';
import { declaredMembers } from './declared-members.js';
import { lostElements } from './override-elements.js';
import { pathBelow } from './override-place.js';

type Report = (path: string, message: string) => void;

/** Overrides of resources and elements that nobody has, and overrides that leave every template as it is. */
export function checkOverrides(documents: Documents, draft: Draft): void {
  for (const { name, file } of documents.inFolder('environments')) {
    const environment = ownMember(draft.environments, name);
    if (!environment) continue;
    const report: Report = (path, message) => documents.report(file, path, message);
    for (const declared of declaredMembers(documents.open(file)?.value ?? null, 'overrides'))
      checkKeys(report, draft, declared, scopeOf(draft, declared));
    checkEffect(report, draft, environment);
  }
}

function scopeOf(draft: Draft, { level, name }: DeclaredMembers): readonly Group[] {
  if (level === 'environment') return draft.groups;
  if (level === 'org') return [groupOf(draft, name) ?? []].flat();
  return draft.groups.filter((group) => group.name === name);
}

function checkKeys(
  report: Report,
  draft: Draft,
  { path, members }: DeclaredMembers,
  groups: readonly Group[],
): void {
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
  for (const key of Object.keys(members)) {
    const known = key.split('/').length === 2 ? [...new Set(short)] : keys;
    if (!known.includes(key))
      report(
        formatPath([...path, key]),
        `no resource "${key}" here to override.${suggestion(key, known)}`,
      );
  }
}

/** An override that changes nothing is left over from something, or a mistake. */
function checkEffect(report: Report, draft: Draft, environment: Environment): void {
  const effective: Effects = new Map();
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
  for (const [place, { changes, lost }] of effective) {
    for (const [path, message] of lost) report(pathBelow(place, path), message);
    if (!changes && lost.size === 0) report(place, 'changes nothing; take it out');
  }
}

/** What an override does to the templates it is for, by its place. */
type Effects = Map<string, { changes: boolean; readonly lost: Map<string, string> }>;

function recordEffect(
  effective: Effects,
  template: Draft['templates'][string] | undefined,
  overrides: readonly ResourceOverride[],
): void {
  let before = template;
  for (const { place, patch } of overrides) {
    if (before === undefined) return;
    const after = applyOverride(before, patch);
    const effect = effective.get(place) ?? { changes: false, lost: new Map<string, string>() };
    effective.set(place, effect);
    effect.changes ||= !sameJson(before, after);
    for (const { path, message } of lostElements(before, patch)) effect.lost.set(path, message);
    before = after;
  }
}
