import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  NativeConnection,
  Runtime,
  Worker,
  type ActivityInterceptorsFactory,
  type WorkerOptions,
} from '@temporalio/worker';
import type { ActivityDeps } from './activities/deps.js';
import { createActivities } from './activities/index.js';
import { drawCharts } from './charts/draw-charts.js';
import { createPayloadCodec } from './codec/payload-codec.js';
import type { Keyring } from './codec/keyring.js';
import { readKeyring } from './codec/read-keyring.js';
import { connect, connectionTarget, NO_ENCRYPTION } from './client/index.js';
import { createRecentStatuses } from './client/recent-statuses.js';
import { registerSearchAttributes } from './client/register-search-attributes.js';
import { webUiLink } from './client/web-ui.js';
import { composeNotifier } from './compose-alerts.js';
import { composePlanning, secretWarnings, type Listeners } from './compose.js';
import { SIGNATURE_NAMESPACE } from './domain/decision-statement.js';
import { serveHealth } from './health.js';
import { watchFleet } from './observability/fleet-figures.js';
import { installObservability } from './observability/install.js';
import type { Observability } from './observability/observe.js';
import type { CodecSettings, Settings, WorkerVersion } from './settings.js';
import { createSipp } from './sip/sipp.js';
import { createSshVerifier } from './signatures/ssh-keygen.js';

/** Puts the parts of a worker together. */
export async function composeDeps(
  settings: Settings,
  client: Client,
  listeners: Listeners = {},
): Promise<ActivityDeps> {
  const { webUiUrl } = settings;
  const { namespace } = client.options;
  return {
    ...(await composePlanning(settings, listeners)),
    notifier: composeNotifier(settings, ({ rolloutId, runId }) =>
      webUiUrl === null ? null : webUiLink(webUiUrl, { namespace, workflowId: rolloutId, runId }),
    ),
    signatures: createSshVerifier(SIGNATURE_NAMESPACE),
    drawCharts,
    sip: createSipp(settings.sipp),
    client,
  };
}

export interface WorkerExtras {
  /** Default: encrypts nothing. */
  readonly dataConverter?: DataConverter;
  /** Sees every activity: counts, traces and names what it logs. */
  readonly watch?: ActivityInterceptorsFactory;
  readonly version?: WorkerVersion | null;
}

/** What every worker of Rollcall runs with, in production and in tests. */
export function workerOptions(
  deps: ActivityDeps,
  {
    dataConverter = dataConverterOf(null, NO_ENCRYPTION),
    watch,
    version = null,
  }: WorkerExtras = {},
): Omit<WorkerOptions, 'taskQueue'> {
  return {
    ...workflowCode(dataConverter),
    activities: createActivities(deps),
    ...versioningOf(version),
    ...(watch === undefined ? {} : { interceptors: { activity: [watch] } }),
    // A cancellation reaches a running write within a second, not within 0.8 × the heartbeat timeout.
    maxHeartbeatThrottleInterval: '1 second',
    defaultHeartbeatThrottleInterval: '1 second',
    shutdownGraceTime: '30 seconds',
    shutdownForceTime: '60 seconds',
    dataConverter,
  };
}

/**
 * With a version, a worker takes part in Temporal's Worker Versioning: whatever was started on a build stays on it, so
 * that a new build cannot break a rollout that is under way.
 */
export function versioningOf(
  version: WorkerVersion | null,
): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (version === null) return {};
  return {
    workerDeploymentOptions: {
      version: { ...version },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  };
}

/** How a worker turns values into what Temporal keeps, and back. Without a keyring nothing is encrypted. */
export function dataConverterOf(
  keyring: Keyring | null,
  { require }: Pick<CodecSettings, 'require'>,
): DataConverter {
  return {
    payloadConverterPath: pathOf('./payload-converter'),
    payloadCodecs: [
      createPayloadCodec(keyring, { plain: require ? 'marked' : 'taken', marksUnreadable: true }),
    ],
    // Without encryption it would only hide messages from people who read them in the Web UI.
    ...(keyring === null ? {} : { failureConverterPath: pathOf('./codec/failure-converter') }),
  };
}

/** Runs a worker until it is told to stop by SIGINT or SIGTERM. */
export async function runWorker(settings: Settings): Promise<void> {
  const { observability, sdkPage } = await installObservability(settings);
  try {
    await runObserved(settings, observability, sdkPage);
  } finally {
    await observability.shutdown();
  }
}

async function runObserved(
  settings: Settings,
  observability: Observability,
  sdkPage: () => Promise<string>,
): Promise<void> {
  const dataConverter = dataConverterOf(await readKeyring(settings.codec.keys), settings.codec);
  const client = await connect({ codec: settings.codec });
  await registerSearchAttributes(client);
  const { wire, onLedger, activities, metrics } = observability;
  const deps = await composeDeps(settings, client, { wire, onLedger });
  // A ledger that is none is told now, not in the middle of a rollout.
  await deps.ledger.id();
  for (const warning of await secretWarnings(settings, deps.releases))
    Runtime.instance().logger.warn(warning);
  const connection = await connectNatively();
  const worker = await Worker.create({
    connection,
    namespace: connectionTarget().namespace,
    taskQueue: settings.taskQueue,
    ...workerOptions(deps, { dataConverter, watch: activities, version: settings.workerVersion }),
  });
  const health = await serveHealth(settings.healthPort, {
    state: () => worker.getState(),
    needs: {
      temporal: () => client.connection.workflowService.getSystemInfo({}),
      ledger: () => deps.ledger.id(),
    },
    metrics: async () => `${await metrics.registry.metrics()}\n${await sdkPage()}`,
  });
  const statuses = createRecentStatuses(client);
  const forgetFleet = health === null ? null : watchFleet({ client, metrics, statuses });
  try {
    await worker.run();
  } finally {
    forgetFleet?.();
    health?.close();
    await connection.close();
    await client.connection.close();
  }
}

/** The worker's own connection, by the same settings as the client's. */
function connectNatively(): Promise<NativeConnection> {
  const { connectionOptions } = loadClientConnectConfig();
  return NativeConnection.connect({ ...connectionOptions, address: connectionTarget().address });
}

/** The prebuilt bundle of an image, else the sources next to this file. */
function workflowCode({
  failureConverterPath,
}: DataConverter): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  // A worker's own converters do not reach into a prebuilt bundle: each way of converting failures has its own.
  const name =
    failureConverterPath === undefined ? 'workflow-bundle' : 'workflow-bundle-encrypting';
  const bundle = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: pathOf('./workflows/index') };
}

/** TypeScript in the repository, JavaScript in an image. */
function pathOf(module: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`${module}.${extension}`, import.meta.url));
}
