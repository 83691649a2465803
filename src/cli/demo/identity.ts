import { createHash, randomBytes } from 'node:crypto';
import type { Environment, OrgBinding } from '../../domain/release-model.js';
import type { ResourceKind } from '../../domain/resource.js';

/** The id that a resource has in an org of the demo's world: the same in every demo. */
export function resourceId(realOrgId: string, kind: ResourceKind, name: string): string {
  const hash = hashOf(realOrgId, kind, name);
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 28)].join('-');
}

/** The same where ids are numbers. */
export function resourceNumber(realOrgId: string, kind: ResourceKind, name: string): string {
  return String(1 + Number.parseInt(hashOf(realOrgId, kind, name).slice(0, 11), 16));
}

function hashOf(realOrgId: string, kind: ResourceKind, name: string): string {
  return createHash('sha256').update(`${realOrgId}/${kind}/${name}`).digest('hex');
}

export interface ClientSecret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Credentials of every org's own client, by logical org id; new ones each time. */
export function makeCredentials(environment: Environment): Readonly<Record<string, ClientSecret>> {
  const made = Object.values(environment.orgs).map((binding) => [
    binding.org,
    { clientId: `rollcall-${binding.realOrgId}`, clientSecret: randomBytes(24).toString('hex') },
  ]);
  return Object.fromEntries(made) as Record<string, ClientSecret>;
}

/** The secrets file: credentials under the entries that the environment refers to. */
export function secretsFile(
  environment: Environment,
  credentials: Readonly<Record<string, ClientSecret>>,
): string {
  const entries = Object.values(environment.orgs).map((binding) => {
    const own = credentials[binding.org];
    return [entryOf(binding), { client_id: own?.clientId, client_secret: own?.clientSecret }];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function entryOf({ credentials }: OrgBinding): string {
  return credentials.slice(credentials.indexOf(':') + 1);
}
