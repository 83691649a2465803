import type { OrgBinding } from '../domain/release-model.js';
import type { Network } from '../http/network.js';
import type { WireObserver } from '../http/observer.js';
import type { OAuthClient } from '../http/token-request.js';

/** What an org's client is made of, on any platform. */
export interface OrgClientOptions {
  readonly org: OrgBinding;
  /** Read for every token; throws an Error that names the remedy, never a value. */
  readonly credentials: () => Promise<OAuthClient>;
  readonly requestTimeoutMs?: number;
  readonly maxConcurrent?: number;
  readonly network?: Network | undefined;
  readonly observer?: WireObserver | undefined;
}
