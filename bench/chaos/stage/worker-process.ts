import { NativeConnection, Worker } from '@temporalio/worker';
import { connect, NO_ENCRYPTION } from '../../../src/client/index.js';
import { installObservability } from '../../../src/observability/install.js';
import { readSettings } from '../../../src/settings.js';
import { composeDeps, workerOptions } from '../../../src/worker.js';
import type { ServeOrder } from './worker-pool.js';

/** A worker in a process of its own that has loaded everything and waits for its place. Runs compiled: see engine.ts. */
const { observability } = await installObservability(
  readSettings({ ROLLCALL_LOG_LEVEL: 'info', ROLLCALL_METRICS_BY_ORG: 'true' }),
);

async function serve({ address, taskQueue, variables, bundle }: ServeOrder): Promise<void> {
  const settings = readSettings({ ...variables, ROLLCALL_TASK_QUEUE: taskQueue });
  const client = await connect({ address, plain: true, codec: NO_ENCRYPTION });
  const { wire, onLedger, activities } = observability;
  const deps = await composeDeps(settings, client, { wire, onLedger });
  const { workflowsPath: _, ...options } = workerOptions(deps, { watch: activities });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
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
