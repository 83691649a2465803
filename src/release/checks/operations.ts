import { suggestion } from '../../domain/closest-name.js';
import { formatPath } from '../../domain/json-path.js';
import type { PathSegment } from '../../domain/json-path.js';
import { needsSignature, normalized, openRegions } from '../../domain/approval-rules.js';
import type { ApprovalRule, Operations, OperationsScope } from '../../domain/operations.js';
import { ownMember } from '../../domain/own-member.js';
import type { Release } from '../../domain/release-model.js';
import type { Documents } from '../documents.js';

type Report = (path: readonly PathSegment[], message: string) => void;
type Known = Record<'environment' | 'region' | 'group' | 'org', readonly string[]>;

/** Names that nobody bears, and rules that nobody could satisfy. A rule for nothing would protect nothing. */
export function checkOperations(
  documents: Documents,
  file: string,
  operations: Operations,
  release: Pick<Release, 'groups' | 'environments'> | null,
): void {
  const report: Report = (path, message) => documents.report(file, formatPath(path), message);
  for (const [index, rule] of operations.approvals.entries())
    checkApprovers(report, index, rule, operations.people);
  checkKeys(report, operations.people);
  if (release === null) return;
  checkNames(report, operations, knownIn(release));
  checkRegions(report, operations, release);
}

/** Who names approvers for some regions does not mean that anybody may approve for the others. */
function checkRegions(
  report: Report,
  operations: Operations,
  { environments }: Pick<Release, 'environments'>,
): void {
  const regionsOf = Object.fromEntries(
    Object.values(environments).map(({ name, orgs }) => [
      name,
      Object.values(orgs).map(({ region }) => region),
    ]),
  );
  for (const { environment, regions, gates, rule } of openRegions(operations, regionsOf))
    report(
      ['approvals', rule, 'region'],
      `leaves ${regions.join(', ')} of ${environment} to one approval by anybody (gates: ${gates.join(', ')}). Add entries for them, or one without a region as the last`,
    );
}

function checkApprovers(
  report: Report,
  index: number,
  rule: ApprovalRule,
  people: Operations['people'],
): void {
  const at = ['approvals', index];
  const known = Object.keys(people);
  for (const [place, name] of (rule.approvers ?? []).entries())
    if (!known.includes(name))
      report(
        [...at, 'approvers', place],
        `unknown person "${name}".${suggestion(name, known) || ' Add it to `people`'}`,
      );
  const signed = needsSignature(rule);
  const able = (rule.approvers ?? known).filter(
    (name) => !signed || (ownMember(people, name)?.sshKeys.length ?? 0) > 0,
  );
  // Anybody may approve without a signature: there may be more than are named here.
  if (rule.approvers === null && !signed) return;
  const persons = new Set(able.map(normalized)).size;
  if (persons >= rule.people) return;
  const how = signed ? ' with ssh_keys' : '';
  report(at, `asks for ${rule.people} people${how}, but only ${persons} could approve`);
}

/** One key for two people would let one of them approve as both. */
function checkKeys(report: Report, people: Operations['people']): void {
  const owners = new Map<string, string>();
  for (const [name, { sshKeys }] of Object.entries(people))
    for (const [index, key] of sshKeys.entries()) {
      const material = key.split(' ').slice(0, 2).join(' ');
      const owner = owners.get(material) ?? name;
      if (owner !== name)
        report(['people', name, 'ssh_keys', index], `is the key of "${owner}", too`);
      owners.set(material, owner);
    }
}

function knownIn({ groups, environments }: Pick<Release, 'groups' | 'environments'>): Known {
  const bindings = Object.values(environments).flatMap(({ orgs }) => Object.values(orgs));
  return {
    environment: Object.keys(environments),
    region: [...new Set(bindings.map(({ region }) => region))],
    group: groups.map(({ name }) => name),
    org: groups.flatMap(({ orgIds }) => orgIds),
  };
}

function checkNames(report: Report, operations: Operations, known: Known): void {
  const check = (path: readonly PathSegment[], what: keyof Known, name: string | null): void => {
    if (name !== null && !known[what].includes(name))
      report(path, `unknown ${what} "${name}".${suggestion(name, known[what])}`);
  };
  const checkList = (at: PathSegment[], what: keyof Known, list: readonly string[] | null): void =>
    list?.forEach((name, place) => check([...at, `${what}s`, place], what, name));
  const checkScope = (at: PathSegment[], scope: OperationsScope): void => {
    checkList(at, 'environment', scope.environments);
    checkList(at, 'region', scope.regions);
    checkList(at, 'group', scope.groups);
    checkList(at, 'org', scope.orgs);
  };
  for (const name of Object.keys(operations.accepts)) check(['accepts', name], 'environment', name);
  for (const [index, rule] of operations.approvals.entries()) {
    check(['approvals', index, 'environment'], 'environment', rule.environment);
    check(['approvals', index, 'region'], 'region', rule.region);
  }
  for (const [index, entry] of operations.freezes.entries()) checkScope(['freezes', index], entry);
  for (const [index, entry] of operations.businessHours.entries())
    checkScope(['business_hours', index], entry);
  for (const [index, { org, environments }] of operations.heldBack.entries()) {
    check(['held_back', index, 'org'], 'org', org);
    checkList(['held_back', index], 'environment', environments);
  }
}
