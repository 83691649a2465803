import assert from 'node:assert/strict';
import type { OrgBinding } from '../../../src/domain/release-model.js';
import type { LiveResource, ResourceKind } from '../../../src/domain/resource.js';
import { createPlatforms, type PlatformsOptions } from '../../../src/platforms/index.js';
import type { OrgClient, Platforms } from '../../../src/platforms/port.js';
import { createSecretProvider } from '../../../src/secrets/providers.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { WorldFile } from '../../../src/simulator/world-file.js';
import { wireErrorOf } from '../../http/api-under-test.js';
import { sampleWorld, startMs } from '../../simulator/sample-world.js';

export { startMs };

/** The sample world's hub and subs in a simulator whose clock stands still, and clients for them. */
export interface Simulated {
  readonly url: string;
  readonly platforms: Platforms;
  readonly connect: (org: string, changes?: Partial<OrgBinding>) => OrgClient;
  /** POSTs to one of the simulator's controls. */
  readonly control: (path: string, body: object) => Promise<void>;
  readonly journal: () => Promise<readonly Write[]>;
  readonly hits: (faultId: string) => Promise<{ matched: number; hits: number }>;
  readonly close: () => Promise<void>;
}

export interface Write {
  readonly method: string;
  readonly name: string;
  readonly ifMatch: string | null;
  readonly clientId: string;
}

const env = Object.fromEntries(
  ['hub', 'east', 'west'].flatMap((org) => [
    [`${org.toUpperCase()}_CLIENT_ID`, `${org}-client`],
    [`${org.toUpperCase()}_CLIENT_SECRET`, `${org}-secret`],
  ]),
);

/** Starts a simulator, with the sample world unless told otherwise. */
export async function simulate(
  options: Partial<PlatformsOptions> = {},
  world: WorldFile = sampleWorld(),
): Promise<Simulated> {
  const simulator = await startSimulator({ port: 0, world, frozen: true });
  const secrets = createSecretProvider({ env });
  const platforms = createPlatforms({ secrets, requestTimeoutMs: 2_000, ...options });
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const answer = await fetch(`${simulator.url}/_sim/${path}`, init);
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  return {
    url: simulator.url,
    platforms,
    connect: (org, changes) => platforms.connect({ ...bindingOf(org, simulator.url), ...changes }),
    control: async (path, body) => {
      await ask(path, { method: 'POST', body: JSON.stringify(body) });
    },
    journal: async () => ((await ask('journal')) as { writes: Write[] }).writes,
    hits: async (faultId) => {
      const { faults } = (await ask('faults')) as {
        faults: { id: string; matched: number; hits: number }[];
      };
      return faults.find(({ id }) => id === faultId) ?? assert.fail(`no fault ${faultId}`);
    },
    close: () => simulator.close(),
  };
}

export function bindingOf(org: string, baseUrl: string): OrgBinding {
  return {
    org,
    platform: 'guide',
    realOrgId: org,
    parent: org === 'hub' ? null : 'hub',
    baseUrl,
    region: 'us-east-1',
    carrier: 'acme',
    timeZone: 'UTC',
    credentials: `env:${org.toUpperCase()}`,
    variables: {},
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

/** The kind of WireError that `work` fails with. */
export async function kindOf(work: Promise<unknown>): Promise<string> {
  return (await wireErrorOf(work)).facts.kind;
}
