import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { RollcallError } from './errors.js';

export interface ConnectOptions {
  /** `host:port` in place of TEMPORAL_ADDRESS or the profile's. */
  readonly address?: string;
  readonly namespace?: string;
  readonly timeoutMs?: number;
  /** Ignores variables and profiles: no TLS, no API key. For a server on this machine. */
  readonly plain?: boolean;
}

const DEFAULT_ADDRESS = 'localhost:7233';

/** Where `connect` goes: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, or the profile of TEMPORAL_CONFIG_FILE. */
export function connectionTarget(options: ConnectOptions = {}): {
  readonly address: string;
  readonly namespace: string;
} {
  const config = configFor(options);
  return {
    address: options.address ?? config.connectionOptions.address ?? DEFAULT_ADDRESS,
    namespace: options.namespace ?? config.namespace ?? 'default',
  };
}

/**
 * Connects to Temporal as its environment variables or profile say (TLS and API keys included).
 * The caller closes it: `await client.connection.close()`.
 * @throws RollcallError `serverUnreachable`
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const config = configFor(options);
  const { address, namespace } = connectionTarget(options);
  try {
    const connection = await Connection.connect({
      ...config.connectionOptions,
      address,
      connectTimeout: options.timeoutMs ?? 5_000,
    });
    return new Client({ connection, namespace });
  } catch (cause) {
    throw new RollcallError(
      'serverUnreachable',
      `No Temporal server answers at ${address}: start one (temporal server start-dev, or rollcall demo --keep), or set TEMPORAL_ADDRESS.`,
      { cause },
    );
  }
}

function configFor(options: ConnectOptions): ReturnType<typeof loadClientConnectConfig> {
  return options.plain === true ? { connectionOptions: {} } : loadClientConnectConfig();
}
