import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { connect, connectionTarget, hasWorkers, NO_ENCRYPTION } from '../../client/index.js';
import type { Environment, Release } from '../../domain/release-model.js';
import { createReleaseSource } from '../../release/source.js';
import type { Settings } from '../../settings.js';
import { createLedger } from '../ledger-access.js';
import { makeConfigurationRepository } from './configuration-repository.js';
import { makeCredentials, secretsFile } from './identity.js';
import { recordWorld, type KeptWorld } from './kept-world.js';
import { demoEnvironment, demoFolder, releaseTag, type DemoOptions } from './options.js';
import { addressesIn, type PlatformAddresses } from './platforms.js';
import { ownCommand, startChild, waitUntil, type Child } from './processes.js';
import { openServer, type DemoServer } from './server.js';
import { postWorld } from './simulator-control.js';
import { emptyStateFolder, placesOf, projectRoot, type StateFolder } from './state-folder.js';
import { buildWorld } from './world.js';

const SIMULATOR_PORT = 8790;
const READY_MS = 60_000;

/** Everything that a scenario plays on. */
export interface Stage {
  readonly client: Client;
  readonly world: KeptWorld;
  /** Prefix of the rollouts' ids: a server that others use too has rollouts of its own. */
  readonly idPrefix: string;
}

/** What a stage is built with; `children` grows as processes start, so that a failure can end them. */
export interface StageRequest {
  readonly options: DemoOptions;
  readonly settings: Settings;
  readonly folder: StateFolder;
  readonly children: Child[];
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Starts server, simulator and worker on a world made anew. */
export async function buildStage(request: StageRequest): Promise<Stage> {
  const { folder, say } = request;
  await emptyStateFolder(folder);
  await writeFile(folder.temporalProfile, '[profile.default]\n');
  const server = await openServer(request);
  const { client } = server;
  say(
    `Temporal     ${connectionTarget(server.connectOptions).address}, Web UI ${server.webUiUrl ?? '(unknown)'}`,
  );
  try {
    const world = await occupy(request, server);
    await recordWorld(folder, world);
    return { client, world, idPrefix: prefixOf(world) };
  } catch (error) {
    await client.connection.close();
    throw error;
  }
}

/** Simulator, configuration, ledger, secrets and worker, on a server that runs. */
async function occupy(request: StageRequest, server: DemoServer): Promise<KeptWorld> {
  const { options, folder, say, signal } = request;
  const addresses = await startSimulator(request);
  const simulatorUrl = addresses.guide.base_url;
  say(`simulator    ${simulatorUrl} (clock ${options.timeScale}×, seed ${options.seed})`);
  await furnish(request, addresses);
  const taskQueue = server.own ? 'rollcall' : privateName(folder);
  const worker = await startWorker(request, server, taskQueue);
  const serves = async (): Promise<true | null> =>
    (await hasWorkers(server.client, taskQueue)) ? true : null;
  await waitUntil(worker, READY_MS, serves, signal);
  say(`worker       serves the task queue ${taskQueue}`);
  return worldRecord(request, server, { simulatorUrl, taskQueue });
}

/** Connects to a world that an earlier demo kept. */
export async function joinStage(world: KeptWorld): Promise<Stage> {
  const address = world.temporalAddress;
  const client = await connect(
    address === null ? { codec: NO_ENCRYPTION } : { address, plain: true },
  );
  return { client, world, idPrefix: prefixOf(world) };
}

function prefixOf(world: KeptWorld): string {
  return world.temporalAddress === null ? `${world.taskQueue}/` : '';
}

function privateName(folder: StateFolder): string {
  return `rollcall-demo-${createHash('sha256').update(folder.root).digest('hex').slice(0, 8)}`;
}

async function startSimulator({
  options,
  settings,
  folder,
  children,
  signal,
}: StageRequest): Promise<Required<PlatformAddresses>> {
  const child = await startChild({
    name: 'simulator',
    ...ownCommand(
      'simulator',
      '--port',
      String(SIMULATOR_PORT),
      '--scale',
      String(options.timeScale),
    ),
    env: settings.secretVariables,
    log: await emptyLog(folder.log('simulator')),
  });
  children.push(child);
  // It steps over ports in use, and says where it is.
  const told = async (): Promise<Required<PlatformAddresses> | null> =>
    addressesIn(await readFile(child.log, 'utf8'));
  return waitUntil(child, READY_MS, told, signal);
}

async function emptyLog(log: string): Promise<string> {
  await writeFile(log, '');
  return log;
}

/** Configuration repository, ledger, secrets, and the simulator's world. */
async function furnish(
  request: StageRequest,
  addresses: Required<PlatformAddresses>,
): Promise<void> {
  const { folder, options } = request;
  const { platform, seed } = options;
  await makeConfigurationRepository({
    folder: folder.repository,
    projectRoot,
    addresses,
    platform,
  });
  await createLedger(folder.ledger);
  const release = await adoptedRelease(folder);
  const environment = release.environments[demoEnvironment];
  if (environment === undefined)
    throw new Error(`the sample has no environment ${demoEnvironment}`);
  const world = await withCredentials(request, release, environment, seed);
  await postWorld(addresses.guide.base_url, world);
}

async function withCredentials(
  { folder }: StageRequest,
  release: Release,
  environment: Environment,
  seed: number,
): Promise<ReturnType<typeof buildWorld>> {
  const credentials = makeCredentials(environment);
  await writeFile(folder.secrets, secretsFile(environment, credentials), { mode: 0o600 });
  return buildWorld({ release, environment, credentials, seed });
}

async function adoptedRelease(folder: StateFolder): Promise<Release> {
  const source = createReleaseSource({
    repository: folder.repository,
    subfolder: demoFolder,
    cacheDir: folder.root,
  });
  return source.load(await source.resolve(releaseTag.adopted));
}

async function startWorker(
  { settings, folder, children }: StageRequest,
  server: DemoServer,
  taskQueue: string,
): Promise<Child> {
  const child = await startChild({
    name: 'worker',
    ...ownCommand('worker'),
    env: workerEnvironment(settings, folder, server, taskQueue),
    log: await emptyLog(folder.log('worker')),
  });
  children.push(child);
  return child;
}

/** The worker's settings; a user's own settings of Rollcall and Temporal have no say in the demo. */
function workerEnvironment(
  settings: Settings,
  folder: StateFolder,
  server: DemoServer,
  taskQueue: string,
): Record<string, string> {
  const foreign = server.own ? /^(ROLLCALL|TEMPORAL)_/ : /^ROLLCALL_/;
  const inherited = Object.entries(settings.secretVariables).filter(
    ([name]) => !foreign.test(name),
  );
  const { address } = server.connectOptions;
  return {
    ...Object.fromEntries(inherited),
    ...(address === undefined
      ? {}
      : { TEMPORAL_ADDRESS: address, TEMPORAL_CONFIG_FILE: folder.temporalProfile }),
    ...(server.webUiUrl === null ? {} : { ROLLCALL_WEB_UI: server.webUiUrl }),
    ROLLCALL_TASK_QUEUE: taskQueue,
    ...placesOf(folder),
    ROLLCALL_CACHE_DIR: settings.cacheDir,
  };
}

function worldRecord(
  { options, children }: StageRequest,
  server: DemoServer,
  place: { simulatorUrl: string; taskQueue: string },
): KeptWorld {
  return {
    owner: process.pid,
    kept: false,
    // The last to start is the first to end: the worker while there still is a server.
    processes: children.map(({ name, pid, mark }) => ({ name, pid, mark })).toReversed(),
    temporalAddress: server.connectOptions.address ?? null,
    webUiUrl: server.webUiUrl,
    ...place,
    platform: options.platform,
    timeScale: options.timeScale,
    seed: options.seed,
  };
}
