import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.js';
import type { OrgBinding } from '../../../src/domain/release-model.js';
import type { LiveResource, ResourceKind } from '../../../src/domain/resource.js';
import { createPlatforms, type PlatformsOptions } from '../../../src/platforms/index.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { createSecretProvider } from '../../../src/secrets/providers.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { WorldFile } from '../../../src/simulator/world-file.js';
import { genesysWorld } from '../../simulator/genesys-cloud/sample-world.js';
import type { VendorApi } from '../../simulator/genesys-cloud/vendor.js';

/** The sample world's two orgs, and clients for them: `north`, its rival `rival`, its reader `reader`, and `south`. */
export interface SimulatedGenesys {
  readonly binding: (credentials: string) => OrgBinding;
  readonly connect: (credentials?: string, changes?: Partial<OrgBinding>) => OrgClient;
  readonly control: <T = unknown>(path: string, body?: object) => Promise<T>;
  /** Puts a fault in place; matches every request of its aim unless told how often. */
  readonly fault: (effect: object, aim: object) => Promise<void>;
  readonly hits: (faultId: string) => Promise<number>;
  readonly journal: () => Promise<readonly Write[]>;
  /** Raw requests in the name of another client. */
  readonly api: (client: string) => Promise<VendorApi>;
  readonly close: () => Promise<void>;
}

export interface Write {
  readonly method: string;
  readonly kind: string;
  readonly name: string;
  readonly clientId: string;
}

const CLIENTS = ['north', 'rival', 'reader', 'south'];
const env = Object.fromEntries(
  CLIENTS.flatMap((name) => {
    const org = name === 'south' ? 'south' : 'north';
    const clientId = name === org ? `${org}-client` : `${org}-${name}`;
    return [
      [`${name.toUpperCase()}_CLIENT_ID`, clientId],
      [`${name.toUpperCase()}_CLIENT_SECRET`, `${org}-secret`],
    ];
  }),
);

/** Starts a simulator whose clock runs `scale` times as fast as the wall's: jobs take their seconds. */
export async function simulateGenesys(
  options: Partial<PlatformsOptions> & { scale?: number; frozen?: boolean } = {},
  world: WorldFile = genesysWorld(),
): Promise<SimulatedGenesys> {
  const { scale = 60, frozen = false, ...rest } = options;
  const simulator = await startSimulator({ port: 0, world, scale, frozen });
  const { genesysCloud } = simulator;
  assert.ok(genesysCloud !== undefined);
  const { apiUrl, loginUrl } = genesysCloud;
  const secrets = createSecretProvider({ env });
  const binding = (credentials: string): OrgBinding => ({
    org: credentials,
    platform: 'genesys-cloud',
    realOrgId: credentials === 'south' ? 'south' : 'north',
    parent: null,
    baseUrl: apiUrl,
    loginUrl,
    region: 'eu-central-1',
    carrier: 'acme',
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
    // Each client in a process of its own, as it were: a lock is one client's.
    connect: (credentials = 'north', changes = {}) =>
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
    api: (client) => rawApi({ apiUrl, loginUrl }, client),
    close: () => simulator.close(),
  };
}

async function rawApi(
  { apiUrl, loginUrl }: { apiUrl: string; loginUrl: string },
  client: string,
): Promise<VendorApi> {
  const granted = await fetch(`${loginUrl}/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${client}:${client.split('-')[0]}-secret`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  return async <T>(path: string, asked: { method?: string; body?: unknown } = {}) => {
    const { method = 'GET', body } = asked;
    const response = await fetch(`${apiUrl}/api/v2${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = (text === '' ? undefined : JSON.parse(text)) as T;
    return { status: response.status, headers: response.headers, body: parsed };
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

/** The same flow with another greeting. */
export function saying({ body }: Pick<LiveResource, 'body'>, tts: string): JsonObject {
  const text = JSON.stringify(body).replace(/"tts":"[^"]*"/, JSON.stringify({ tts }).slice(1, -1));
  return JSON.parse(text) as JsonObject;
}
