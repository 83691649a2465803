import { Client, Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createPayloadCodec } from '../codec/payload-codec.js';
import { readKeyring } from '../codec/read-keyring.js';
import { readCodecSettings, type CodecSettings } from '../settings.js';
import { RollcallError } from './errors.js';

export interface ConnectOptions {
  /** `host:port` in place of TEMPORAL_ADDRESS or the profile's. */
  readonly address?: string;
  readonly namespace?: string;
  readonly timeoutMs?: number;
  /** Ignores variables and profiles: no TLS, no API key, no encryption. For a server on this machine. */
  readonly plain?: boolean;
  /** Encryption of payloads, in place of what ROLLCALL_CODEC_KEYS and ROLLCALL_CODEC_REQUIRE say. */
  readonly codec?: CodecSettings;
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
 * Connects to Temporal as its environment variables or profile say (TLS and API keys included), and
 * encrypts as ROLLCALL_CODEC_KEYS says.
 * The caller closes it: `await client.connection.close()`.
 * @throws RollcallError `serverUnreachable`
 * @throws EncryptionError where the keys cannot be read
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const config = configFor(options);
  const { address, namespace } = connectionTarget(options);
  const payloadCodecs = [await codecFor(options)];
  try {
    const connection = await Connection.connect({
      ...config.connectionOptions,
      address,
      connectTimeout: options.timeoutMs ?? 5_000,
    });
    return new Client({ connection, namespace, dataConverter: { payloadCodecs } });
  } catch (cause) {
    throw new RollcallError(
      'serverUnreachable',
      `No Temporal server answers at ${address}: start one (temporal server start-dev, or rollcall demo --keep), or set TEMPORAL_ADDRESS.`,
      { cause },
    );
  }
}

/** The settings of no encryption. */
export const NO_ENCRYPTION: CodecSettings = { keys: null, require: false };

/** Without keys it encrypts nothing, and says of a payload that is encrypted what is missing. */
async function codecFor(options: ConnectOptions): Promise<PayloadCodec> {
  const settings = options.plain === true ? NO_ENCRYPTION : (options.codec ?? readCodecSettings());
  const keyring = await readKeyring(settings.keys);
  return createPayloadCodec(keyring, { plain: settings.require ? 'refused' : 'taken' });
}

function configFor(options: ConnectOptions): ReturnType<typeof loadClientConnectConfig> {
  return options.plain === true ? { connectionOptions: {} } : loadClientConnectConfig();
}
