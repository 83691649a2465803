import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeConfigurationRepository } from '../../src/cli/demo/configuration-repository.js';
import {
  makeCredentials,
  resourceId,
  secretsFile,
  type ClientSecret,
} from '../../src/cli/demo/identity.js';
import { demoFolder, releaseTag } from '../../src/cli/demo/options.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { buildWorld } from '../../src/cli/demo/world.js';
import { ownerOfKey, resolveReferences } from '../../src/domain/reference.js';
import type { JsonObject } from '../../src/domain/json.js';
import type { Environment, Release } from '../../src/domain/release-model.js';
import { parseKey } from '../../src/domain/resource-key.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { load, type Loaded } from '../../src/planning/loaded.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { createReleaseSource } from '../../src/release/source.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { startSimulator } from '../../src/simulator/server.js';

/** The demo's enterprise on v2.0, in a simulator whose clock stands still unless it is put forward. */
export interface Stage {
  /** Its policy and orgs, as v2.1.0 has them. */
  readonly loaded: Loaded;
  /** Begins a world of its own. */
  readonly begin: (seed: number) => Promise<void>;
  /** Puts the clock forward; answers platform time. */
  readonly pass: (minutes: number) => Promise<number>;
  /** What the simulator's control answers. */
  readonly ask: (route: string, body?: object) => Promise<unknown>;
  /** The voice flow that a release gives to an org, with the org's own ids. */
  readonly flowOf: (
    tag: string,
    org: string,
  ) => Promise<{ readonly id: string; readonly body: JsonObject }>;
  readonly close: () => Promise<void>;
}

/** Makes it. */
export async function setStage(): Promise<Stage> {
  const root = await mkdtemp(path.join(tmpdir(), 'rollcall-confusion-'));
  const simulator = await startSimulator({ port: 0, frozen: true });
  const repository = path.join(root, 'configuration');
  await makeConfigurationRepository({
    folder: repository,
    projectRoot,
    addresses: { guide: { base_url: simulator.url } },
  });
  const releases = createReleaseSource({ repository, subfolder: demoFolder, cacheDir: root });
  const releaseAt = async (tag: string): Promise<Release> =>
    releases.load(await releases.resolve(tag));
  const adopted = await releaseAt(releaseTag.adopted);
  const environment = environmentOf(adopted, 'production');
  const credentials = makeCredentials(environment);
  const platforms = await platformsOf(root, environment, credentials);
  const ask = asking(simulator.url);
  return {
    loaded: await load(
      { releases, platforms },
      { commit: await releases.resolve(releaseTag.good), environment: 'production' },
    ),
    begin: async (seed) => {
      await ask('world', buildWorld({ release: adopted, environment, credentials, seed }));
    },
    pass: async (minutes) => {
      const answer = await ask('clock', { advanceMs: minutes * 60_000 });
      return (answer as { nowMs: number }).nowMs;
    },
    ask,
    flowOf: async (tag, org) =>
      flowOf(
        await load(
          { releases, platforms },
          {
            commit: await releases.resolve(tag),
            environment: 'production',
          },
        ),
        org,
      ),
    close: async () => {
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function platformsOf(
  root: string,
  environment: Environment,
  credentials: Readonly<Record<string, ClientSecret>>,
): Promise<ReturnType<typeof createPlatforms>> {
  const file = path.join(root, 'secrets.json');
  await writeFile(file, secretsFile(environment, credentials), { mode: 0o600 });
  return createPlatforms({ secrets: createSecretProvider({ env: {}, secretsFile: file }) });
}

function asking(url: string): Stage['ask'] {
  return async (route, body) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${url}/_sim/${route}`, init);
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

function flowOf(loaded: Loaded, org: string): { id: string; body: JsonObject } {
  const { release, environment } = loaded;
  const rendered = loaded.render(org).find(({ kind }) => kind === 'flow');
  if (rendered === undefined) throw new Error(`${org} has no flow`);
  const idOf = (key: string): string | undefined => {
    const owner = ownerOfKey({ release, environment, org, key });
    const parts = parseKey(key);
    const realOrgId = owner === null ? undefined : environment.orgs[owner]?.realOrgId;
    return realOrgId === undefined || parts === null
      ? undefined
      : resourceId(realOrgId, parts.kind, parts.name);
  };
  const { body } = resolveReferences(rendered.body, idOf);
  return { id: idOf(rendered.key) ?? '', body };
}
