/** How orgs are reached from here: by which proxies, and whose certificates are believed. */
export interface Network {
  /** The proxy for a URL; null to connect directly. */
  readonly proxyFor: (url: URL) => URL | null;
  /** Certificate authorities as PEM, in place of Node's; undefined for Node's. */
  readonly authorities: readonly string[] | undefined;
}

/** Connects directly, and believes whom Node believes. */
export const DIRECT_NETWORK: Network = { proxyFor: () => null, authorities: undefined };
