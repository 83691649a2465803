import path from 'node:path';
import type { Worker as TemporalWorker } from '@temporalio/worker';
import type * as ClientModule from '../../../src/client/index.js';
import type * as InstallModule from '../../../src/observability/install.js';
import type * as SettingsModule from '../../../src/settings.js';
import type * as WorkerModule from '../../../src/worker.js';
import type { ServeOrder } from './worker-pool.js';

/**
 * A worker in a process of its own that has loaded everything and waits for its place: `node worker-process.ts
 * <folder of the engine's sources>`. The folder may hold a changed copy: so the harness is tried on broken engines.
 */
const source = process.argv[2];
if (source === undefined) throw new Error('which sources?');
const engine = async <T>(name: string): Promise<T> => (await import(path.join(source, name))) as T;

const { NativeConnection, Worker } = await import('@temporalio/worker');
const { connect, NO_ENCRYPTION } = await engine<typeof ClientModule>('client/index.ts');
const { installObservability } = await engine<typeof InstallModule>('observability/install.ts');
const { readSettings } = await engine<typeof SettingsModule>('settings.ts');
const { composeDeps, workerOptions } = await engine<typeof WorkerModule>('worker.ts');

const { observability } = await installObservability(
  readSettings({ ROLLCALL_LOG_LEVEL: 'info', ROLLCALL_METRICS_BY_ORG: 'true' }),
);

let worker: TemporalWorker | null = null;

async function serve({ address, taskQueue, variables, bundle }: ServeOrder): Promise<void> {
  const settings = readSettings({ ...variables, ROLLCALL_TASK_QUEUE: taskQueue });
  const client = await connect({ address, plain: true, codec: NO_ENCRYPTION });
  const { wire, onLedger, activities } = observability;
  const deps = await composeDeps(settings, client, { wire, onLedger });
  const { workflowsPath: _, ...options } = workerOptions(deps, { watch: activities });
  const connection = await NativeConnection.connect({ address });
  worker = await Worker.create({
    connection,
    taskQueue,
    ...options,
    workflowBundle: { codePath: bundle },
    shutdownGraceTime: '1 second',
    shutdownForceTime: '3 seconds',
  });
  const running = worker.run();
  process.send?.('serving');
  await running;
}

process.on('message', (order: ServeOrder) => {
  serve(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
