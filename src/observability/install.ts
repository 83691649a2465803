import type { Logger } from '@temporalio/common';
import { Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { parseAuditTarget } from '../audit/target.js';
import { createProcessLogger } from './logger.js';
import { observe, type Observability } from './observe.js';
import { loopbackPort, readSdkMetrics } from './sdk-metrics.js';

/** The settings that say how a worker is watched. */
export interface InstallOptions {
  readonly healthPort: number | null;
  readonly audit: string;
  /** Where the audit is posted to, where it goes by OTLP. */
  readonly logsUrl: string | null;
  readonly auditMaxBytes: number;
  readonly auditMaxFiles: number;
  readonly metricsByOrg: boolean;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  readonly tracesUrl: string | null;
}

export interface Installed {
  readonly observability: Observability;
  /** The SDK's own metrics, as a page. */
  readonly sdkPage: () => Promise<string>;
}

/**
 * Sets the process up to be watched. Once, and before anything of Temporal's worker is made: its runtime takes logger
 * and exporter at its start only.
 */
export async function installObservability(options: InstallOptions): Promise<Installed> {
  const { healthPort, logLevel } = options;
  const logger = createProcessLogger(logLevel);
  const observability = observe({
    ...options,
    audit: parseAuditTarget(options.audit, options.logsUrl) ?? { kind: 'off' },
    processMetrics: true,
    logger,
  });
  const sdkPort = await installRuntime(logger, logLevel, healthPort !== null);
  return {
    observability,
    sdkPage: async () => (sdkPort === null ? '' : readSdkMetrics(sdkPort)),
  };
}

const MOST_PORTS = 5;

/**
 * The SDK exports over a port of its own, on loopback; /metrics of the worker hands its page on. Another process may
 * come first to a port that was free: then the next one is tried. Returns the port.
 */
async function installRuntime(
  logger: Logger,
  logLevel: InstallOptions['logLevel'],
  withMetrics: boolean,
): Promise<number | null> {
  const core = logLevel === 'debug' ? 'INFO' : 'WARN';
  const logging = { filter: makeTelemetryFilterString({ core }), forward: {} };
  if (!withMetrics) {
    Runtime.install({ logger, telemetryOptions: { logging } });
    return null;
  }
  for (let left = MOST_PORTS; ; left -= 1) {
    const port = await loopbackPort();
    const metrics = { prometheus: { bindAddress: `127.0.0.1:${port}` } };
    try {
      Runtime.install({ logger, telemetryOptions: { logging, metrics } });
      return port;
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
