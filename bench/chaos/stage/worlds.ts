import { readFile } from 'node:fs/promises';
import { demoEnvironment, demoFolder, releaseTag } from '../../../src/cli/demo/options.js';
import { buildWorld } from '../../../src/cli/demo/world.js';
import type { Environment } from '../../../src/domain/release-model.js';
import { environmentOf } from '../../../src/release/environment-of.js';
import { createReleaseSource } from '../../../src/release/source.js';
import { prepareDialects } from '../../../src/simulator/dialects.js';
import {
  worldFileSchema,
  type ParsedWorld,
  type WorldFile,
} from '../../../src/simulator/world-file.js';
import type { Enterprise } from '../../../test/e2e/enterprise.js';
import { withFewerCallers } from '../../../test/e2e/fewer-callers.js';

/** What the orgs of an enterprise have on any of its releases, furnished without planning or merging anything. */
export interface Worlds {
  /** The world as it begins: everybody on v2.0. */
  begin(seed: number): Promise<WorldFile>;
  /** The same orgs as a release describes them, and as the simulator has what they stand for. */
  onRelease(tag: string): Promise<ParsedWorld>;
}

export function createWorlds(enterprise: Enterprise): Worlds {
  const releases = createReleaseSource({
    repository: enterprise.repository,
    subfolder: demoFolder,
    cacheDir: enterprise.variables['ROLLCALL_CACHE_DIR'] ?? enterprise.root,
  });
  const build = async (tag: string, seed: number): Promise<WorldFile> => {
    const release = await releases.load(await releases.resolve(tag));
    const environment = environmentOf(release, demoEnvironment);
    const credentials = await credentialsOf(environment, enterprise.secrets);
    return inHaste(buildWorld({ release, environment, credentials, seed }));
  };
  return {
    begin: (seed) => build(releaseTag.adopted, seed),
    onRelease: async (tag) => prepareDialects(worldFileSchema.parse(await build(tag, 1))),
  };
}

/** A day: an hour would be four seconds at this pace, and over on a busy machine before a request is through. */
const TOKEN_SECONDS = 86_400;

/**
 * Of the demo's callers, and the agents who answer them: enough for a verdict on a bad release. All of them at this pace
 * take a third of a core, and a machine that has less to give never gets to anything else.
 */
const CALLERS_SHARE = 0.06;

/** Made for a clock that runs hundreds of times too fast. */
function inHaste(world: WorldFile): WorldFile {
  const { orgs, ...rest } = withFewerCallers(world, CALLERS_SHARE);
  return {
    ...rest,
    orgs: orgs.map((org) => ({
      ...org,
      clients: (org.clients ?? []).map((client) => ({ ...client, tokenSeconds: TOKEN_SECONDS })),
    })),
  };
}

interface Entry {
  readonly client_id: string;
  readonly client_secret: string;
}

async function credentialsOf(
  { orgs }: Environment,
  secrets: string,
): Promise<Record<string, { clientId: string; clientSecret: string }>> {
  const entries = JSON.parse(await readFile(secrets, 'utf8')) as Record<string, Entry>;
  return Object.fromEntries(
    Object.values(orgs).map(({ org, credentials }) => {
      const entry = entries[credentials.slice(credentials.indexOf(':') + 1)];
      if (entry === undefined) throw new Error(`${org} has no credentials in ${secrets}`);
      return [org, { clientId: entry.client_id, clientSecret: entry.client_secret }];
    }),
  );
}
