import assert from 'node:assert/strict';
import type { OrgBinding } from '../../../src/domain/release-model.js';
import type { LiveResource, ResourceKind } from '../../../src/domain/resource.js';
import { createPlatforms, type PlatformsOptions } from '../../../src/platforms/index.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { createSecretProvider } from '../../../src/secrets/providers.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { WorldFile } from '../../../src/simulator/world-file.js';
import { sampleTenants } from '../../simulator/nice-cxone/sample-tenant.js';

/** The sample world's tenants, and clients for them: `acme`, its `rival`, its `reader`, and `bolt`. */
export interface SimulatedCxone {
  readonly binding: (credentials: string) => OrgBinding;
  readonly connect: (credentials?: string, changes?: Partial<OrgBinding>) => OrgClient;
  readonly control: <T = unknown>(path: string, body?: object) => Promise<T>;
  /** Puts a fault in place; matches every request of its aim unless told how often. */
  readonly fault: (effect: object, aim: object) => Promise<void>;
  readonly hits: (faultId: string) => Promise<number>;
  readonly journal: () => Promise<readonly Write[]>;
  readonly close: () => Promise<void>;
}

export interface Write {
  readonly method: string;
  readonly kind: string;
  readonly name: string;
  readonly clientId: string;
}

export const TENANTS = {
  acme: '0a6b1c1e-0000-4000-8000-00000000ac3e',
  bolt: '0a6b1c1e-0000-4000-8000-00000000b017',
} as const;

const RIVALS = ['rival', 'reader'];

/** The sample tenants with ids that are known, and more access keys for the first. */
export function tenants(): WorldFile {
  const { orgs, ...rest } = sampleTenants();
  return {
    ...rest,
    warmUpMinutes: 60,
    orgs: orgs.map((org) => ({
      ...org,
      native: { ...org.native, tenant: [{ id: TENANTS[org.id as keyof typeof TENANTS] }] },
      clients: [
        ...(org.clients ?? []),
        ...(org.id === 'acme' ? RIVALS.map((name) => keyOf(`acme-${name}`)) : []),
      ],
    })),
  };
}

function keyOf(clientId: string): { clientId: string; clientSecret: string; scopes: string[] } {
  return { clientId, clientSecret: `${clientId}-secret`, scopes: [] };
}

/** Credentials by reference: `env:ACME`, and `env:CONSOLE` for the same key by a registered application. */
const env: Record<string, string> = {
  ...variables('ACME', 'acme-key'),
  ...variables('RIVAL', 'acme-rival'),
  ...variables('READER', 'acme-reader'),
  ...variables('BOLT', 'bolt-key'),
  ...variables('CONSOLE', 'acme-key'),
  CONSOLE_APPLICATION_ID: 'console',
  CONSOLE_APPLICATION_SECRET: 'console-secret',
};

function variables(name: string, key: string): Record<string, string> {
  return { [`${name}_CLIENT_ID`]: key, [`${name}_CLIENT_SECRET`]: `${key}-secret` };
}

/** Starts a simulator whose clock stands still unless told. */
export async function simulateCxone(
  options: Partial<PlatformsOptions> & { scale?: number; frozen?: boolean } = {},
  world: WorldFile = tenants(),
): Promise<SimulatedCxone> {
  const { scale = 1, frozen = true, ...rest } = options;
  const simulator = await startSimulator({ port: 0, world, scale, frozen });
  const { niceCxone } = simulator;
  assert.ok(niceCxone !== undefined);
  const secrets = createSecretProvider({ env });
  const binding = (credentials: string): OrgBinding => ({
    org: credentials,
    platform: 'nice-cxone',
    realOrgId: credentials === 'bolt' ? TENANTS.bolt : TENANTS.acme,
    parent: null,
    baseUrl: niceCxone.authUrl,
    region: 'na1',
    carrier: 'telco',
    timeZone: 'UTC',
    credentials: `env:${credentials.toUpperCase()}`,
    variables: {},
  });
  const control = async <T>(path: string, body?: object): Promise<T> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${simulator.url}/_sim/${path}`, init);
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return (await answer.json()) as T;
  };
  return {
    binding,
    // Each client in a process of its own, as it were.
    connect: (credentials = 'acme', changes = {}) =>
      createPlatforms({ secrets, requestTimeoutMs: 2_000, ...rest }).connect({
        ...binding(credentials),
        ...changes,
      }),
    control,
    fault: async (effect, aim) => {
      await control('faults', { ...aim, effect });
    },
    hits: async (faultId) => {
      const { faults } = await control<{ faults: { id: string; hits: number }[] }>('faults');
      return faults.find(({ id }) => id === faultId)?.hits ?? assert.fail(`no fault ${faultId}`);
    },
    journal: async () => (await control<{ writes: Write[] }>('journal')).writes,
    close: () => simulator.close(),
  };
}

/** The resource, which has to be there. */
export async function found(
  client: OrgClient,
  kind: ResourceKind,
  name: string,
): Promise<LiveResource> {
  return (await client.findByName(kind, name)) ?? assert.fail(`no ${kind} ${name}`);
}
