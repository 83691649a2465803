import type { Client } from '@temporalio/client';
import {
  connect,
  connectionTarget,
  hasWorkers,
  missingSearchAttributes,
  searchAttributes,
} from '../../client/index.js';
import type { Settings } from '../../settings.js';
import { check, type Check } from './check.js';
import { checkVersions } from './version-checks.js';

/** What Temporal has: server, namespace, search attributes, workers. */
export async function checkTemporal(settings: Settings): Promise<Check[]> {
  const { address } = connectionTarget();
  let client: Client | null = null;
  const server = await check(
    'Temporal server',
    `start one (temporal server start-dev), or set TEMPORAL_ADDRESS; tried ${address}`,
    async () => {
      client = await connect();
      return address;
    },
  );
  if (client === null) return [server];
  try {
    return [server, ...(await checkServer(client, settings))];
  } finally {
    await (client as Client).connection.close();
  }
}

async function checkServer(client: Client, settings: Settings): Promise<Check[]> {
  const { namespace } = client.options;
  return [
    await check('namespace', `temporal operator namespace create ${namespace}`, async () => {
      await client.workflowService.describeNamespace({ namespace });
      return namespace;
    }),
    await check('search attributes', registration(), async () => {
      const missing = await missingSearchAttributes(client);
      if (missing.length > 0) throw new Error(`not registered: ${missing.join(', ')}`);
      return `${searchAttributes.length} registered`;
    }),
    await check('worker', 'rollcall worker', async () => {
      if (await hasWorkers(client, settings.taskQueue)) return `serves ${settings.taskQueue}`;
      throw new Error(`none serves the task queue ${settings.taskQueue}`);
    }),
    ...(await checkVersions(client, settings.workerVersion)),
  ];
}

function registration(): string {
  const options = searchAttributes.map((name) => `--name ${name} --type Keyword`).join(' ');
  return `start a worker, or: temporal operator search-attribute create ${options}`;
}
