import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { Client as PlainClient } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  DefaultLogger,
  Worker,
  bundleWorkflowCode,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { connect } from '../../src/client/index.js';
import { readKeyring } from '../../src/codec/read-keyring.js';
import { readSettings, type CodecSettings } from '../../src/settings.js';
import { composeDeps, dataConverterOf, workerOptions } from '../../src/worker.js';
import { makeEnterprise, type Enterprise } from '../e2e/enterprise.js';
import { FOUR_SUBS } from '../e2e/stage.js';
import { startDevServer, temporalBinary } from '../e2e/temporal.js';

const run = promisify(execFile);

/** Small and quick: one wave. */
const POLICY = [
  { at: ['wave_percents'], value: [100] },
  { at: ['stabilization_minutes'], value: 5 },
  { at: ['first_wave_bake_minutes'], value: 0 },
  { at: ['bake_minutes'], value: 5 },
  { at: ['checks', 'horizon_minutes'], value: 10 },
  { at: ['rollback_verification', 'horizon_minutes'], value: 10 },
];

export const QUEUE = 'encrypted';

/** A server and an enterprise, and whoever works with them under keys of their own. */
export interface EncryptedWorld {
  readonly server: TestWorkflowEnvironment;
  readonly enterprise: Enterprise;
  /** What the server keeps, as it keeps it. */
  readonly raw: Client;
  client(codec: CodecSettings): Promise<Client>;
  worker(codec: CodecSettings): Promise<{ stop(): Promise<void> }>;
  /** Temporal's own CLI; its output. */
  temporal(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function makeWorld(): Promise<EncryptedWorld> {
  const server = await startDevServer();
  const enterprise = await makeEnterprise({ subs: FOUR_SUBS, policy: POLICY });
  const closing: (() => Promise<void>)[] = [];
  const client = async (codec: CodecSettings): Promise<Client> => {
    const made = await connect({ address: server.address, codec });
    closing.push(() => made.connection.close());
    return made;
  };
  const binary = await temporalBinary();
  return {
    server,
    enterprise,
    raw: new PlainClient({ connection: server.connection }),
    client,
    worker: async (codec) => {
      const worker = await startWorker(server, enterprise, codec, await client(codec));
      // Before its client: a test that failed has not stopped it.
      closing.unshift(() => worker.stop());
      return worker;
    },
    temporal: async (...args) =>
      (await run(binary, ['workflow', ...args, '--address', server.address])).stdout,
    stop: async () => {
      for (const close of closing) await close();
      await enterprise.stop();
      await server.teardown();
    },
  };
}

let bundling: Promise<WorkflowBundleWithSourceMap> | null = null;

async function startWorker(
  server: TestWorkflowEnvironment,
  enterprise: Enterprise,
  codec: CodecSettings,
  client: Client,
): Promise<{ stop(): Promise<void> }> {
  const settings = readSettings({ ...enterprise.variables, ROLLCALL_TASK_QUEUE: QUEUE });
  const dataConverter = dataConverterOf(await readKeyring(codec.keys), codec);
  const { workflowsPath, ...options } = workerOptions(await composeDeps(settings, client), {
    dataConverter,
  });
  if (workflowsPath === undefined) throw new Error('there is a prebuilt bundle');
  bundling ??= bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath: `${projectRoot}/src/payload-converter.ts`,
    failureConverterPath: `${projectRoot}/src/codec/failure-converter.ts`,
    logger: new DefaultLogger('ERROR'),
  });
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: QUEUE,
    ...options,
    workflowBundle: await bundling,
    shutdownGraceTime: '1 second',
    shutdownForceTime: '3 seconds',
  });
  const running = worker.run();
  return {
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}
