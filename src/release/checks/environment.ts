import { suggestion } from '../../domain/closest-name.js';
import { layersOf, cycleText } from '../../domain/graph.js';
import { formatPath } from '../../domain/json-path.js';
import { ownMember } from '../../domain/own-member.js';
import type { Environment, OrgBinding } from '../../domain/release-model.js';
import type { Draft } from '../draft.js';
import type { Documents } from '../documents.js';
import { isSafeForCredentials } from '../safe-address.js';
import { checkCredentials } from './credentials.js';

type Report = (path: string, message: string) => void;

/** Every environment against the manifest and in itself. */
export function checkEnvironments(documents: Documents, draft: Draft): void {
  const entries = documents.inFolder('environments');
  if (entries.length === 0) documents.report('environments', '', 'there is no environment');
  const known = entries.map(({ name }) => name);
  checkPromotions(documents, draft);
  checkCredentials(documents, draft);
  for (const { name, file } of entries) {
    const environment = ownMember(draft.environments, name);
    if (!environment) continue;
    const report: Report = (path, message) => documents.report(file, path, message);
    const from = environment.promotesFrom;
    if (from !== null && (from === name || !known.includes(from)))
      report('promotes_from', `unknown environment "${from}".${suggestion(from, known)}`);
    checkOrgs(report, draft, environment);
    checkGroups(report, documents.open(file)?.value, draft);
    checkAddresses(report, documents.open(file)?.value, environment);
    for (const binding of Object.values(environment.orgs))
      checkBinding(report, environment, binding);
    checkRealIds(report, environment);
    checkParents(report, environment);
  }
}

/** Each org of the manifest is either mapped or listed under `not_here`, and nobody else is. */
function checkOrgs(report: Report, draft: Draft, environment: Environment): void {
  const orgs = draft.groups.flatMap(({ orgIds }) => orgIds);
  const mapped = new Set(Object.keys(environment.orgs));
  const absent = new Set(environment.notHere);
  const expected = new Set(orgs);
  for (const org of expected)
    if (!mapped.has(org) && !absent.has(org))
      report('orgs', `org "${org}" is neither mapped nor in not_here`);
  for (const org of mapped)
    if (!expected.has(org))
      report(
        formatPath(['orgs', org]),
        `the manifest has no org "${org}".${suggestion(org, orgs)}`,
      );
  for (const [index, org] of environment.notHere.entries())
    if (!expected.has(org))
      report(`not_here[${index}]`, `the manifest has no org "${org}".${suggestion(org, orgs)}`);
    else if (mapped.has(org)) report(`not_here[${index}]`, `org "${org}" is mapped, too`);
}

/** Environments that wait for each other could never be promoted to. */
function checkPromotions(documents: Documents, draft: Draft): void {
  const environments = Object.values(draft.environments);
  const layering = layersOf({
    nodes: environments.map(({ name }) => name),
    edges: environments.flatMap(({ name, promotesFrom }) =>
      promotesFrom === null || promotesFrom === name
        ? []
        : [{ node: name, dependsOn: promotesFrom }],
    ),
  });
  if (!layering.ok)
    documents.report(
      `environments/${layering.cycle[0]}.yaml`,
      'promotes_from',
      `cycle of promotions: ${cycleText(layering.cycle)}`,
    );
}

function checkGroups(report: Report, value: unknown, draft: Draft): void {
  const known = draft.groups.map(({ name }) => name);
  const { groups = {} } = value as { groups?: Record<string, unknown> };
  for (const name of Object.keys(groups))
    if (!known.includes(name))
      report(formatPath(['groups', name]), `unknown group "${name}".${suggestion(name, known)}`);
}

/** Said once for an address, however many orgs are there. */
function checkAddresses(report: Report, value: unknown, { orgs, simulated }: Environment): void {
  if (simulated) return;
  type Entry = Partial<Record<'base_url' | 'login_url', unknown>>;
  const { orgs: entries = {} } = value as { orgs?: Record<string, Entry> };
  const placeOf = ({ org, platform }: OrgBinding, name: keyof Entry): string =>
    ownMember(entries, org)?.[name] === undefined
      ? `platforms.${platform}.${name}`
      : formatPath(['orgs', org, name]);
  const addresses = new Map(
    Object.values(orgs).flatMap((binding) => [
      [binding.baseUrl, placeOf(binding, 'base_url')] as const,
      [binding.loginUrl ?? '', placeOf(binding, 'login_url')] as const,
    ]),
  );
  for (const [address, path] of addresses)
    if (!isSafeForCredentials(address)) report(path, 'credentials need https, unless simulated');
}

function checkBinding(report: Report, environment: Environment, binding: OrgBinding): void {
  if (binding.platform === 'guide' && binding.loginUrl !== undefined)
    report(
      formatPath(['orgs', binding.org, 'login_url']),
      'tokens of the guide’s platform are asked for at its base_url: it has no other login',
    );
  if (binding.baseUrl === '')
    report(
      formatPath(['orgs', binding.org, 'platform']),
      `platforms.${binding.platform} is missing in this environment`,
    );
  if (binding.parent !== null && !Object.hasOwn(environment.orgs, binding.parent))
    report(
      formatPath(['orgs', binding.org, 'parent']),
      `the parent "${binding.parent}" is not mapped here.${suggestion(binding.parent, Object.keys(environment.orgs))}`,
    );
}

function checkRealIds(report: Report, environment: Environment): void {
  const holders = new Map<string, string>();
  for (const { org, platform, realOrgId } of Object.values(environment.orgs)) {
    const id = `${platform}/${realOrgId}`;
    const other = holders.get(id);
    if (other === undefined) holders.set(id, org);
    else report(formatPath(['orgs', org, 'org_id']), `"${realOrgId}" is already "${other}"`);
  }
}

function checkParents(report: Report, environment: Environment): void {
  const layering = layersOf({
    nodes: Object.keys(environment.orgs),
    edges: Object.values(environment.orgs).flatMap(({ org, parent }) =>
      parent === null ? [] : [{ node: org, dependsOn: parent }],
    ),
  });
  if (!layering.ok)
    report(
      formatPath(['orgs', layering.cycle[0] ?? '', 'parent']),
      `cycle of parents: ${cycleText(layering.cycle)}`,
    );
}
