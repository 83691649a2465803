import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAuditTarget } from '../../src/audit/target.js';
import { createApiClient, type ApiClient } from '../../src/http/client.js';
import { createProcessLogger } from '../../src/observability/logger.js';
import { observe, type Observability } from '../../src/observability/observe.js';
import { asActivity } from './watched.js';

/** What the process is told on its command line, as JSON. */
export interface ExchangesOrder {
  readonly platformUrl: string;
  readonly tracesUrl: string;
  readonly logsUrl: string;
  readonly audit: string;
  /** The page of metrics goes there. */
  readonly folder: string;
  readonly clientSecret: string;
  /** Below the platform's address; each is one fault. */
  readonly faults: readonly string[];
  /** Nobody catches the last failure: Node.js prints what it knows of it. */
  readonly crash: boolean;
}

/** Does exchanges with every fault, watched as a worker's are, and logs every failure. */
async function main(order: ExchangesOrder): Promise<void> {
  const logger = createProcessLogger('debug');
  const watch = observe({
    audit: parseAuditTarget(order.audit, order.logsUrl) ?? { kind: 'off' },
    auditMaxBytes: 20_000,
    auditMaxFiles: 5,
    tracesUrl: order.tracesUrl,
    metricsByOrg: true,
    logger,
  });
  for (const fault of order.faults) {
    const api = apiFor(order, watch, fault);

    for (const method of ['GET', 'PATCH'] as const) {
      const call = (): Promise<unknown> => api.send({ method, path: `/things/${fault}` });
      await asActivity({ ...watch, logger }, 'deployLayer', call).catch((error: unknown) => {
        logger.error('a call failed', { fault, error });
      });
    }
  }
  await writeFile(path.join(order.folder, 'metrics'), await watch.metrics.registry.metrics());
  await watch.shutdown();
  if (order.crash) await apiFor(order, watch, '400').send({ method: 'GET', path: '/things/400' });
}

function apiFor(order: ExchangesOrder, watch: Observability, fault: string): ApiClient {
  return createApiClient({
    org: `org_${fault.replaceAll('-', '_')}`,
    baseUrl: order.platformUrl,
    tokenPath: `/oauth/${fault}/token`,
    scopes: ['a'],
    credentials: async () => ({ clientId: 'client-a', clientSecret: order.clientSecret }),
    requestTimeoutMs: 500,
    maxConcurrent: 2,
    observer: watch.wire,
  });
}

await main(JSON.parse(process.argv[2] ?? '') as ExchangesOrder);
