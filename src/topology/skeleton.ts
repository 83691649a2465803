import { stringify } from 'yaml';
import type { JsonObject } from '../domain/json.js';
import type { Finding } from '../domain/release-model.js';
import type { DiscoveredOrg } from '../platforms/port.js';
import { groupNames, type GroupBy } from './grouping.js';
import { identifierOf, isIdentifier, unique } from '../domain/identifiers.js';
import { credentialsFor, orgEntry, type Assumptions } from './org-entry.js';
import { yamlStyle } from './yaml-style.js';

export interface SkeletonRequest {
  readonly discovered: readonly DiscoveredOrg[];
  readonly environment: string;
  readonly by: GroupBy;
  readonly baseUrl: string;
  /** Of the client that the tree was read with: the first org's. */
  readonly credentials: string;
  readonly simulated: boolean;
  readonly assumptions: Assumptions;
}

export interface Skeleton {
  /** Text by path below the configuration root. */
  readonly files: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Orgs that the platform has disabled: they are left out. */
  readonly disabled: readonly string[];
}

/** A configuration to begin with: every enabled org of the tree in a group, without any component yet. */
export function makeSkeleton(request: SkeletonRequest): Skeleton {
  const enabled = request.discovered.filter((org) => org.enabled);
  const names = logicalIds(enabled);
  const groups = new Map<string, string[]>();
  const dependsOn = new Map<string, Set<string>>();
  const groupOf = groupNames(enabled, request.by);
  for (const org of enabled) {
    const group = groupOf.get(org.realOrgId) ?? '';
    groups.set(group, [...(groups.get(group) ?? []), names.get(org.realOrgId) ?? '']);
    const above = org.parentRealOrgId === null ? undefined : groupOf.get(org.parentRealOrgId);
    if (above === undefined || above === group) continue;
    dependsOn.set(group, (dependsOn.get(group) ?? new Set()).add(above));
  }
  return {
    files: {
      'manifest.yaml': manifestText(request.by, groups, dependsOn),
      [`environments/${request.environment}.yaml`]: environmentText(request, enabled, names),
    },
    groups: Object.fromEntries(groups),
    disabled: request.discovered.filter((org) => !org.enabled).map(({ name }) => name),
  };
}

/** Ids of the platform that no environment file can hold. */
export function unusableIds(discovered: readonly DiscoveredOrg[]): Finding[] {
  return discovered
    .filter(({ realOrgId }) => !isIdentifier(realOrgId))
    .map(({ realOrgId, name }) => ({
      file: 'platform',
      line: null,
      column: null,
      path: '',
      message: `the org "${name}" has the id "${realOrgId}", which is not made of letters, digits, "_" and "-"`,
    }));
}

/** Logical ids after the orgs' names, by real id. */
export function logicalIds(
  discovered: readonly DiscoveredOrg[],
  taken: Set<string> = new Set(),
): ReadonlyMap<string, string> {
  return new Map(
    discovered.map(({ realOrgId, name }) => [
      realOrgId,
      unique(identifierOf(name.toLowerCase(), identifierOf(realOrgId, 'org')), taken),
    ]),
  );
}

function manifestText(
  by: GroupBy,
  groups: ReadonlyMap<string, readonly string[]>,
  dependsOn: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const targets = [...groups].map(([group, orgs]) => {
    const above = [...(dependsOn.get(group) ?? [])];
    return [
      `  - group: ${scalar(group)}`,
      ...wrapped('    org_ids', orgs.map(scalar)),
      '    components: []',
      ...(above.length === 0 ? [] : [`    depends_on: [${above.map(scalar).join(', ')}]`]),
    ].join('\n');
  });
  const trait = by === 'region' ? 'region' : 'business unit';
  return [
    `# Which orgs get which components, by ${trait} as the platform has it. The components are yours to choose.`,
    'deployment_targets:',
    ...targets,
    '',
  ].join('\n');
}

const PER_LINE = 6;

function wrapped(member: string, names: readonly string[]): string[] {
  if (names.length <= PER_LINE) return [`${member}: [${names.join(', ')}]`];
  const lines: string[] = [];
  for (let at = 0; at < names.length; at += PER_LINE)
    lines.push(`      ${names.slice(at, at + PER_LINE).join(', ')},`);
  return [`    # prettier-ignore`, `${member}: [`, ...lines, '    ]'];
}

function environmentText(
  request: SkeletonRequest,
  orgs: readonly DiscoveredOrg[],
  names: ReadonlyMap<string, string>,
): string {
  const { environment, baseUrl, credentials, simulated, assumptions } = request;
  const entries = orgs.map((org, at) => {
    const name = names.get(org.realOrgId) ?? '';
    const parent = org.parentRealOrgId === null ? null : (names.get(org.parentRealOrgId) ?? null);
    const like = { reference: credentials, org: null };
    const own = at === 0 ? credentials : credentialsFor({ org: name, environment, like });
    const entry = orgEntry({ org, parent, region: null, credentials: own, assumptions });
    return `  ${flow({ [name]: entry })}`;
  });
  return [
    `# How the logical orgs exist in ${environment}. The platform knows no carriers and no time zones: fill them in.`,
    `simulated: ${simulated}`,
    `platforms: { guide: ${flow({ base_url: baseUrl }, true)} }`,
    '# One org a line reads like the table that it is.',
    '# prettier-ignore',
    'orgs:',
    ...entries,
    'not_here: []',
    '',
  ].join('\n');
}

/** A name in quotes where it needs them: there are regions called `no`, and units called `007`. */
function scalar(name: string): string {
  return stringify(name, yamlStyle).trimEnd();
}

/** A map on one line; without its braces unless asked for. */
function flow(map: JsonObject, braces = false): string {
  const text = stringify(map, { ...yamlStyle, collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
  return braces ? text : text.slice(2, -2);
}
