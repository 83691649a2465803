import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  DefaultLogger,
  Runtime,
  Worker,
  bundleWorkflowCode,
  makeTelemetryFilterString,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { registerSearchAttributes } from '../../src/client/register-search-attributes.js';
import { searchAttributes } from '../../src/client/search-attributes.js';
import { PROMPT_DEV_SERVER } from '../../src/cli/demo/dev-server-options.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { readSettings } from '../../src/settings.js';
import { composeDeps, workerOptions } from '../../src/worker.js';
import type { Enterprise } from './enterprise.js';

interface Setup {
  readonly temporal: string | null;
  readonly testServer: string | null;
}

let quiet = false;

/** Warnings of workers that are killed on purpose say nothing about a test. */
export function beQuiet(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
  });
}

async function setup(): Promise<Setup> {
  return JSON.parse(
    await readFile(path.join(projectRoot, '.rollcall/setup.json'), 'utf8'),
  ) as Setup;
}

/** Temporal's CLI, which is its dev server too. */
export async function temporalBinary(): Promise<string> {
  const { temporal } = await setup();
  if (temporal === null) throw new Error('no Temporal server binary: run npm run setup');
  return temporal;
}

/** A real dev server of Temporal, with Rollcall's search attributes. */
export async function startDevServer(): Promise<TestWorkflowEnvironment> {
  beQuiet();
  const temporal = await temporalBinary();
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporal },
      log: { format: 'json', level: 'error' },
      searchAttributes: [],
      extraArgs: [...PROMPT_DEV_SERVER],
    },
  });
  await registerSearchAttributes(environment.client);
  return environment;
}

/** Temporal's enum IndexedValueType. */
const KEYWORD = 2;

/** The time-skipping test server, with Rollcall's search attributes. */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  beQuiet();
  const { testServer } = await setup();
  if (testServer === null) throw new Error('no time-skipping server: run npm run setup');
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: testServer } },
  });
  // It cannot list them, so they are registered unseen: it is new and knows none.
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.client.options.namespace,
    searchAttributes: Object.fromEntries(searchAttributes.map((name) => [name, KEYWORD])),
  });
  return environment;
}

let bundling: Promise<WorkflowBundleWithSourceMap> | null = null;

/** The workflow code, bundled once for all tests of a process. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundling ??= bundleWorkflowCode({
    workflowsPath: path.join(projectRoot, 'src/workflows/index.ts'),
    payloadConverterPath: path.join(projectRoot, 'src/payload-converter.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  return bundling;
}

export interface TestWorker {
  stop(): Promise<void>;
}

/** A worker in this process, over the enterprise. */
export async function startWorker(
  environment: TestWorkflowEnvironment,
  enterprise: Enterprise,
  taskQueue: string,
  extra: Partial<Parameters<typeof Worker.create>[0]> = {},
): Promise<TestWorker> {
  const settings = readSettings({ ...enterprise.variables, ROLLCALL_TASK_QUEUE: taskQueue });
  const deps = await composeDeps(settings, environment.client);
  const { workflowsPath: _, ...options } = workerOptions(deps);
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    ...(environment.namespace === undefined ? {} : { namespace: environment.namespace }),
    taskQueue,
    ...options,
    workflowBundle: await workflowBundle(),
    shutdownGraceTime: '1 second',
    shutdownForceTime: '3 seconds',
    ...extra,
  });
  const running = worker.run();
  return {
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}
