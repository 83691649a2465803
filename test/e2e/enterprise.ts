import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeConfigurationRepository } from '../../src/cli/demo/configuration-repository.js';
import { makeCredentials, secretsFile } from '../../src/cli/demo/identity.js';
import { demoFolder } from '../../src/cli/demo/options.js';
import type { DemoPlatform, PlatformAddresses } from '../../src/cli/demo/platforms.js';
import { buildWorld } from '../../src/cli/demo/world.js';
import { createGitLedger } from '../../src/ledger/git-ledger.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { createReleaseSource } from '../../src/release/source.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import { withFewerCallers } from './fewer-callers.js';
import { makeSmallProject, SMALL_FLEET, type PolicyEdits } from './fleet.js';

/** An enterprise of simulated orgs on v2.0, its configuration repository, secrets and ledger. */
export interface Enterprise {
  readonly root: string;
  readonly url: string;
  readonly repository: string;
  readonly ledger: string;
  readonly secrets: string;
  /** What a worker reads from its environment. */
  readonly variables: Readonly<Record<string, string>>;
  readonly simulator: RunningSimulator;
  stop(): Promise<void>;
}

export interface EnterpriseOptions {
  readonly scale?: number;
  readonly frozen?: boolean;
  readonly seed?: number;
  readonly startAt?: string;
  /** Whose sample; the guide's unless told otherwise. */
  readonly platform?: DemoPlatform;
  readonly subs?: readonly string[];
  readonly policy?: PolicyEdits;
  /** Of the demo's callers and agents; all of them unless told otherwise. */
  readonly callersShare?: number;
  /** What else differs from the demo's world. */
  readonly world?: (world: WorldFile) => WorldFile;
  /** True where the orgs' clients may place test calls, and a forecast says how many call. */
  readonly testCalls?: boolean;
  /** Puts something between the workers and the platform; returns its URL. */
  readonly via?: (platformUrl: string) => Promise<string>;
}

/** Of a sub of the demo's world, about. */
const CALLS_PER_HOUR = 6000;

/** Makes it: small project, configuration repository with its three releases, simulator with its world, ledger. */
export async function makeEnterprise(options: EnterpriseOptions = {}): Promise<Enterprise> {
  const { platform = 'guide' } = options;
  const root = await makeSmallProject({
    subs: options.subs ?? SMALL_FLEET,
    policy: options.policy ?? [],
    callsPerHour: options.testCalls === true ? CALLS_PER_HOUR : null,
    platform,
  });
  const simulator = await startSimulator({
    port: 0,
    scale: options.scale ?? 600,
    ...(options.frozen === undefined ? {} : { frozen: options.frozen }),
    ...(options.startAt === undefined ? {} : { startAt: options.startAt }),
  });
  const state = path.join(root, 'state');
  const repository = path.join(state, 'configuration');
  await makeConfigurationRepository({
    folder: repository,
    projectRoot: root,
    addresses: addressesOf(simulator, (await options.via?.(simulator.url)) ?? simulator.url),
    platform,
  });
  const releases = createReleaseSource({ repository, subfolder: demoFolder, cacheDir: state });
  const release = await releases.load(await releases.resolve('v2.0.0'));
  const environment = environmentOf(release, 'production');
  const credentials = makeCredentials(environment);
  const secrets = path.join(state, 'secrets.json');
  await writeFile(secrets, secretsFile(environment, credentials));
  const ledger = path.join(state, 'ledger.git');
  await createGitLedger(ledger);
  const { seed = 1, testCalls = false } = options;
  const world = buildWorld({ release, environment, credentials, seed, testCalls });
  const peopled = withFewerCallers(world, options.callersShare ?? 1);
  await post(`${simulator.url}/_sim/world`, options.world?.(peopled) ?? peopled);
  return {
    root,
    url: simulator.url,
    repository,
    ledger,
    secrets,
    variables: {
      ROLLCALL_CONFIG_REPO: repository,
      ROLLCALL_CONFIG_FOLDER: demoFolder,
      ROLLCALL_LEDGER: ledger,
      ROLLCALL_SECRETS_FILE: secrets,
      ROLLCALL_CACHE_DIR: state,
    },
    simulator,
    stop: async () => {
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Where a simulator serves each vendor's API; `guideUrl`: its own, or what stands in between. */
export function addressesOf(
  { genesysCloud, niceCxone }: RunningSimulator,
  guideUrl: string,
): PlatformAddresses {
  return {
    guide: { base_url: guideUrl },
    ...(genesysCloud === undefined
      ? {}
      : { 'genesys-cloud': { base_url: genesysCloud.apiUrl, login_url: genesysCloud.loginUrl } }),
    ...(niceCxone === undefined ? {} : { 'nice-cxone': { base_url: niceCxone.authUrl } }),
  };
}

/** Posts JSON to a control route of the simulator. */
export async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** One accepted write, as the simulator's journal has it. */
export interface Write {
  readonly seq: number;
  /** Platform time. */
  readonly time: string;
  readonly orgId: string;
  readonly clientId: string;
  readonly method: string;
  readonly kind: string;
  readonly resourceId: string;
  readonly name: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly changed: boolean;
}

/** Every write so far, people's edits included. */
export async function journal(url: string): Promise<readonly Write[]> {
  const answer = await fetch(`${url}/_sim/journal`);
  return ((await answer.json()) as { writes: Write[] }).writes;
}

/** Every resource body of an org, by `kind/id`. */
export async function configurationOf(
  url: string,
  orgId: string,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/_sim/orgs/${orgId}`);
  const { resources } = (await answer.json()) as {
    resources: Record<string, { id: string; body: unknown }[]>;
  };
  return Object.fromEntries(
    Object.entries(resources).flatMap(([kind, list]) =>
      list.map(({ id, body }) => [`${kind}/${id}`, body]),
    ),
  );
}
