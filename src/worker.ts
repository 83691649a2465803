import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { ActivityDeps } from './activities/deps.js';
import { createActivities } from './activities/index.js';
import { connect, connectionTarget } from './client/index.js';
import { registerSearchAttributes } from './client/register-search-attributes.js';
import { serveHealth } from './health.js';
import { openGitLedger } from './ledger/git-ledger.js';
import { createNoNotifier } from './notify/none.js';
import { createWebhookNotifier } from './notify/webhook.js';
import { createPlatforms } from './platforms/index.js';
import { createReleaseSource } from './release/source.js';
import { createSecretProvider } from './secrets/providers.js';
import { BadSettingsError, type Settings } from './settings.js';

const REQUEST_TIMEOUT_MS = 5_000;

/** Puts the parts of a worker together. */
export async function composeDeps(settings: Settings, client: Client): Promise<ActivityDeps> {
  const { configRepository, configFolder, cacheDir, ledger, secretsFile, webhookUrl } = settings;
  if (configRepository === null)
    throw new BadSettingsError(
      'ROLLCALL_CONFIG_REPO is not set: the worker reads releases from it',
    );
  if (ledger === null)
    throw new BadSettingsError(
      'ROLLCALL_LEDGER is not set: no write happens without a snapshot there',
    );
  const secrets = createSecretProvider({
    env: settings.secretVariables,
    ...(secretsFile === null ? {} : { secretsFile }),
  });
  return {
    releases: createReleaseSource({
      repository: configRepository,
      subfolder: configFolder,
      cacheDir,
    }),
    ledger: await openGitLedger({
      repository: ledger,
      cacheDir,
      signingKey: settings.ledgerSigningKey,
      signers: settings.ledgerSigners,
    }),
    // Below the heartbeat timeout of the activities: an attempt that is alone stops by itself.
    platforms: createPlatforms({ secrets, requestTimeoutMs: REQUEST_TIMEOUT_MS }),
    notifier: webhookUrl === null ? createNoNotifier() : createWebhookNotifier({ url: webhookUrl }),
    client,
  };
}

/** What every worker of Rollcall runs with, in production and in tests. */
export function workerOptions(deps: ActivityDeps): Omit<WorkerOptions, 'taskQueue'> {
  return {
    ...workflowCode(),
    activities: createActivities(deps),
    // A cancellation reaches a running write within a second, not within 0.8 × the heartbeat timeout.
    maxHeartbeatThrottleInterval: '1 second',
    defaultHeartbeatThrottleInterval: '1 second',
    shutdownGraceTime: '30 seconds',
    shutdownForceTime: '60 seconds',
    dataConverter: { payloadConverterPath: pathOf('./payload-converter') },
  };
}

/** Runs a worker until it is told to stop by SIGINT or SIGTERM. */
export async function runWorker(settings: Settings): Promise<void> {
  const client = await connect();
  await registerSearchAttributes(client);
  const deps = await composeDeps(settings, client);
  // A ledger that is none is told now, not in the middle of a rollout.
  await deps.ledger.id();
  const { connectionOptions } = loadClientConnectConfig();
  const { address, namespace } = connectionTarget();
  const connection = await NativeConnection.connect({ ...connectionOptions, address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: settings.taskQueue,
    ...workerOptions(deps),
  });
  const health = await serveHealth(settings.healthPort, () => worker.getState());
  try {
    await worker.run();
  } finally {
    health?.close();
    await connection.close();
    await client.connection.close();
  }
}

/** The prebuilt bundle of an image, else the sources next to this file. */
function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const bundle = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: pathOf('./workflows/index') };
}

/** TypeScript in the repository, JavaScript in an image. */
function pathOf(module: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`${module}.${extension}`, import.meta.url));
}
