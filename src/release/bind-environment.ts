import type { JsonObject } from '../domain/json.js';
import { formatPath } from '../domain/json-path.js';
import { ownMember } from '../domain/own-member.js';
import type {
  Environment,
  Group,
  OrgBinding,
  ResourceOverride,
  Scalar,
} from '../domain/release-model.js';
import { groupOf } from '../domain/resource-key.js';
import type { EnvironmentDocument } from './schema/environment.js';

type OrgDocument = EnvironmentDocument['orgs'][string];

/** An environment file in the engine's words, with every org's variables and overrides brought together. */
export function bindEnvironment(request: {
  readonly name: string;
  readonly document: EnvironmentDocument;
  readonly groups: readonly Group[];
}): Environment {
  const { name, document, groups } = request;
  const orgs: Record<string, OrgBinding> = {};
  for (const [org, entry] of Object.entries(document.orgs)) {
    const group = groupOf({ groups }, org)?.name;
    orgs[org] = {
      org,
      platform: entry.platform,
      realOrgId: entry.org_id,
      parent: entry.parent ?? null,
      // A platform that is not declared is a finding, so that the empty text never leaves the compiler.
      baseUrl: entry.base_url ?? document.platforms[entry.platform]?.base_url ?? '',
      ...loginOf(document, entry),
      region: entry.region,
      carrier: entry.carrier,
      timeZone: entry.time_zone,
      credentials: entry.credentials,
      variables: {
        ...builtIn(org, entry),
        ...document.variables,
        ...(group === undefined ? {} : ownMember(document.groups, group)?.variables),
        ...entry.variables,
      },
      ...forecastOf(entry),
      ...(entry.sip === undefined ? {} : { sip: entry.sip }),
      ...overridesOf(document, group, org),
    };
  }
  const { simulated, promotes_from: promotesFrom, not_here: notHere } = document;
  return { name, simulated, promotesFrom: promotesFrom ?? null, orgs, notHere };
}

/** An org may have its own; the platform's is not that of an org which is elsewhere. */
function loginOf({ platforms }: EnvironmentDocument, entry: OrgDocument): { loginUrl?: string } {
  if (entry.login_url !== undefined) return { loginUrl: entry.login_url };
  if (entry.platform === 'guide' || entry.base_url !== undefined) return {};
  const loginUrl = platforms[entry.platform]?.login_url;
  return loginUrl === undefined ? {} : { loginUrl };
}

/** A forecast that is given: one for all hours, or each hour's. */
function forecastOf({ calls_per_hour: calls }: OrgDocument): Pick<OrgBinding, 'hourlyCalls'> {
  if (calls === undefined) return {};
  return {
    hourlyCalls: typeof calls === 'number' ? Array.from({ length: 24 }, () => calls) : calls,
  };
}

/** The overrides of an org, the most general first; nothing where there are none. */
function overridesOf(
  document: EnvironmentDocument,
  group: string | undefined,
  org: string,
): Pick<OrgBinding, 'overrides'> {
  const ofGroup = group === undefined ? undefined : ownMember(document.groups, group);
  const overrides = [
    ...overridesAt(['overrides'], document.overrides),
    ...(group === undefined ? [] : overridesAt(['groups', group, 'overrides'], ofGroup?.overrides)),
    ...overridesAt(['orgs', org, 'overrides'], document.orgs[org]?.overrides),
  ];
  return overrides.length === 0 ? {} : { overrides };
}

/** The entries of one place of an environment's file. */
function overridesAt(
  place: readonly string[],
  entries: EnvironmentDocument['overrides'] = {},
): ResourceOverride[] {
  return Object.entries(entries).map(([key, patch]) => ({
    key,
    patch: patch as JsonObject,
    place: formatPath([...place, key]),
  }));
}

/** What every template may use of its org without anybody repeating it as a variable. */
function builtIn(org: string, entry: OrgDocument): Record<string, Scalar> {
  return {
    ORG: org,
    ORG_REGION: entry.region,
    ORG_CARRIER: entry.carrier,
    ORG_TIME_ZONE: entry.time_zone,
  };
}
