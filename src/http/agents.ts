import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import type { Network } from './network.js';

/** The connections of one org, for got. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

const IDLE_SOCKET_MS = 30_000;
/** Kept for the next request; thousands of orgs must not hold a process's file descriptors. */
const MAX_IDLE_SOCKETS = 2;

/**
 * The connections of one org, at most `maxSockets` and shared with no other. By a proxy TLS still goes from here to
 * the platform: the proxy sees a host name and nothing else.
 */
export function createAgents(base: URL, network: Network, maxSockets: number): Agents {
  const pool = {
    keepAlive: true,
    timeout: IDLE_SOCKET_MS,
    maxSockets,
    maxFreeSockets: MAX_IDLE_SOCKETS,
  };
  const { authorities } = network;
  const tls = {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(authorities === undefined ? {} : { ca: [...authorities] }),
  } as const;
  const proxy = network.proxyFor(base);
  if (proxy === null)
    return { http: new HttpAgent(pool), https: new HttpsAgent({ ...pool, ...tls }) };
  const byProxy = { ...pool, proxy, proxyRequestOptions: proxy.protocol === 'https:' ? tls : {} };
  return { http: new HttpProxyAgent(byProxy), https: new HttpsProxyAgent({ ...byProxy, ...tls }) };
}
