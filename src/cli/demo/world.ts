import { createHash } from 'node:crypto';
import { ownerOfKey, resolveReferences } from '../../domain/reference.js';
import type { Environment, OrgBinding, Release } from '../../domain/release-model.js';
import { parseKey } from '../../domain/resource-key.js';
import type { ResourceKind } from '../../domain/resource.js';
import { renderOrg } from '../../domain/template.js';
import type { Callers, WorldFile } from '../../simulator/world-file.js';
import { resourceId, resourceNumber, type ClientSecret } from './identity.js';
import { nativeOf } from './native.js';
import { staffQueues, type Furnished, type StaffedOrg } from './staffing.js';
import { textOf } from './text-of.js';

export interface WorldRequest {
  /** What the orgs have when the world begins. */
  readonly release: Release;
  readonly environment: Environment;
  readonly credentials: Readonly<Record<string, ClientSecret>>;
  readonly seed: number;
  /** True where its clients may place test calls. */
  readonly testCalls?: boolean;
}

const SUB_CALLS_PER_MINUTE = 100;
const HUB_CALLS_PER_MINUTE = 60;
/** Orgs differ by up to this share, or all of them would look the same. */
const CALLS_SPREAD = 0.1;
const PATIENCE_SECONDS = 90;
const FLOW_HANGUP_RATIO_PER_MINUTE = 0.1;
const WARM_UP_MINUTES = 90;

const TRUNK_SCOPE = 'telephony:trunk:edit';
const scopes = [
  'organization:read',
  'flow:edit',
  'routing:strategy:edit',
  TRUNK_SCOPE,
  'deployment:manage',
];

/** What the components of the sample need, and nothing more. */
const genesysPermissions = [
  'analytics:conversationAggregate:view',
  'analytics:queueObservation:view',
  'architect:dependencyTracking:view',
  ...allOf('architect:datatable'),
  ...['add', 'edit', 'delete'].map((action) => `architect:datatableRow:${action}`),
  ...['view', 'add', 'edit', 'publish', 'delete'].map((action) => `architect:flow:${action}`),
  ...['job', 'jobExport'].flatMap((job) => [`architect:${job}:create`, `architect:${job}:view`]),
  ...[
    'routing:queue',
    'routing:callRoute',
    'routing:schedule',
    'routing:wrapupCode',
    'architect:userPrompt',
  ].flatMap(allOf),
];
const trunkPermissions = ['telephony:plugin:all'];

function allOf(resource: string): string[] {
  return ['view', 'add', 'edit', 'delete'].map((action) => `${resource}:${action}`);
}

/** The simulated enterprise: every org of an environment as a release describes it, with callers and agents. */
export function buildWorld(request: WorldRequest): WorldFile {
  const orgs = Object.values(request.environment.orgs).map((binding) => furnish(request, binding));
  const staff = staffQueues(orgs);
  return {
    seed: request.seed,
    warmUpMinutes: WARM_UP_MINUTES,
    orgs: orgs.map((org) => ({
      platform: org.binding.platform,
      id: org.binding.realOrgId,
      name: org.binding.org,
      type: org.binding.parent === null ? 'parent' : 'sub',
      parentOrgId: parentOf(request.environment, org.binding),
      region: org.binding.region,
      carrier: org.binding.carrier,
      clients: clientsOf(request, org),
      callers: callersOf(org),
      queues: Object.fromEntries(
        (org.resources.queue ?? []).map((queue) => [queue.id, staff(queue, org.binding.platform)]),
      ),
      ...(org.binding.platform === 'guide'
        ? { resources: org.resources }
        : { native: nativeOf(org.binding, org.resources) }),
    })),
  };
}

function furnish({ release, environment }: WorldRequest, binding: OrgBinding): StaffedOrg {
  const { resources, findings } = renderOrg({ release, environment, org: binding.org });
  const [problem] = findings;
  if (problem !== undefined) throw new Error(`${problem.file}: ${problem.path} ${problem.message}`);
  const idOf = (key: string): string | undefined => {
    const owner = ownerOfKey({ release, environment, org: binding.org, key });
    const of = owner === null ? undefined : environment.orgs[owner];
    const parts = parseKey(key);
    if (of === undefined || parts === null) return undefined;
    return idIn(of, parts.kind, parts.name);
  };
  // A script goes by its path, which others name: its number is that of one save.
  const referenceOf = (key: string): string | undefined => {
    const named = resources.find((one) => one.key === key && isScript(binding, one.kind));
    return named === undefined ? idOf(key) : textOf(named.body['name']);
  };
  const furnished: Partial<Record<ResourceKind, Furnished[]>> = {};
  for (const resource of resources) {
    const { body, unresolved } = resolveReferences(resource.body, referenceOf);
    if (unresolved.length > 0)
      throw new Error(`${resource.key} refers to ${unresolved.join(', ')}`);
    (furnished[resource.kind] ??= []).push({ id: idOf(resource.key) ?? resource.key, ...body });
  }
  const perMinute = binding.parent === null ? HUB_CALLS_PER_MINUTE : SUB_CALLS_PER_MINUTE;
  return { binding, resources: furnished, callsPerMinute: spread(binding.org, perMinute) };
}

function idIn({ platform, realOrgId }: OrgBinding, kind: ResourceKind, name: string): string {
  return platform === 'nice-cxone'
    ? resourceNumber(realOrgId, kind, name)
    : resourceId(realOrgId, kind, name);
}

function isScript({ platform }: OrgBinding, kind: ResourceKind): boolean {
  return platform === 'nice-cxone' && kind === 'flow';
}

// Deterministic by the org's name: the seed changes the calls, not the enterprise.
function spread(org: string, callsPerMinute: number): number {
  const share = createHash('sha256').update(org).digest().readUInt16BE(0) / 0xffff;
  return Math.round(callsPerMinute * (1 + CALLS_SPREAD * (2 * share - 1)));
}

function parentOf(environment: Environment, binding: OrgBinding): string | null {
  if (binding.parent === null) return null;
  return environment.orgs[binding.parent]?.realOrgId ?? null;
}

function clientsOf(
  { credentials, testCalls = false }: WorldRequest,
  { binding, resources }: StaffedOrg,
): { clientId: string; clientSecret: string; scopes: string[] }[] {
  const own = credentials[binding.org];
  const granted = grantedTo(binding, resources);
  return own === undefined
    ? []
    : [{ ...own, scopes: testCalls ? [...granted, 'testing:calls'] : granted }];
}

/** No client has more than its org's components need: the hub has no trunks. */
function grantedTo({ platform }: OrgBinding, { trunk = [] }: StaffedOrg['resources']): string[] {
  const hasTrunks = trunk.length > 0;
  if (platform === 'genesys-cloud')
    return hasTrunks ? [...genesysPermissions, ...trunkPermissions] : genesysPermissions;
  return platform === 'nice-cxone'
    ? []
    : scopes.filter((scope) => scope !== TRUNK_SCOPE || hasTrunks);
}

const ENTRY_KIND = {
  guide: 'flow',
  'genesys-cloud': 'ivr',
  'nice-cxone': 'point_of_contact',
} as const satisfies Record<OrgBinding['platform'], ResourceKind>;

function callersOf(org: StaffedOrg): Callers | null {
  const [entry] = org.resources[ENTRY_KIND[org.binding.platform]] ?? [];
  if (entry === undefined) return null;
  return {
    perMinute: org.callsPerMinute,
    patienceSeconds: PATIENCE_SECONDS,
    flowHangupRatioPerMinute: FLOW_HANGUP_RATIO_PER_MINUTE,
    entryFlowId: entry.id,
  };
}
