import type { OrgBinding, PlatformName } from '../domain/release-model.js';
import type { Network } from '../http/network.js';
import type { WireObserver } from '../http/observer.js';
import type { OAuthClient } from '../http/token-request.js';
import { createClientIdRegistry, type ClientIdRegistry } from './client-ids.js';
import { createGenesysCloudClient } from './genesys-cloud/client.js';
import type { OrgClientOptions } from './client-options.js';
import { createGuideClient } from './guide/client.js';
import { createNiceCxoneClient } from './nice-cxone/client.js';
import type { OrgClient, Platforms } from './port.js';

/** Resolves credential references; a `SecretProvider` is one. */
export interface CredentialReader {
  /** Throws an Error that names the reference and the remedy, never a value; `passing` where a retry may help. */
  read(reference: string): Promise<OAuthClient>;
}

export interface PlatformsOptions {
  readonly secrets: CredentialReader;
  /** Bounds every request; a write is not started when less is left of its attempt. */
  readonly requestTimeoutMs?: number;
  /** Requests under way at once per org, before the rate-limit headers say less. */
  readonly maxConcurrent?: number;
  /** Proxies and authorities. Default: none, and Node's. */
  readonly network?: Network;
  /** Hears of every exchange with every org. */
  readonly observer?: WireObserver;
}

/** How each platform's clients are made; all of them take the same. */
const ADAPTERS: Readonly<Record<PlatformName, (options: OrgClientOptions) => OrgClient>> = {
  guide: createGuideClient,
  'genesys-cloud': createGenesysCloudClient,
  'nice-cxone': createNiceCxoneClient,
};

interface OpenClient {
  /** What the client was opened with: a release may bind an org differently. */
  readonly binding: string;
  readonly client: OrgClient;
}

/** Opens org clients and keeps them: one per org, so that token, rate limit and clock are shared. */
export function createPlatforms(options: PlatformsOptions): Platforms {
  const open = new Map<string, OpenClient>();
  const clientIds = createClientIdRegistry();
  return {
    connect(org) {
      const key = `${new URL(org.baseUrl).href} ${org.realOrgId}`;
      const binding = `${org.org} ${org.platform} ${org.credentials} ${org.loginUrl ?? ''}`;
      const kept = open.get(key);
      if (kept?.binding === binding) return kept.client;
      const client = createClient(org, clientIds, options);
      open.set(key, { binding, client });
      return client;
    },
  };
}

function createClient(
  org: OrgBinding,
  clientIds: ClientIdRegistry,
  options: PlatformsOptions,
): OrgClient {
  const { secrets, requestTimeoutMs, maxConcurrent, network, observer } = options;
  const credentials = async (): Promise<OAuthClient> => {
    const read = await secrets.read(org.credentials);
    // Without the address: an org that moved is the same org.
    clientIds.claim(read.clientId, { key: `${org.platform} ${org.realOrgId}`, org: org.org });
    return read;
  };
  return ADAPTERS[org.platform]({
    org,
    credentials,
    network,
    observer,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    ...(maxConcurrent === undefined ? {} : { maxConcurrent }),
  });
}
