import type { ApiClient } from '../../http/client.js';
import { WireError } from '../../http/errors.js';
import type { CallOptions, OrgClient, TokenProof } from '../port.js';
import { READ_SCOPE, TOKEN_PATH } from './routes.js';

/** The part of an org client that deals in tokens. */
export type TokenCalls = Pick<OrgClient, 'acquireToken' | 'grantedScopes'>;

/** Tokens by the guide's contract: one for reading, and one for each scope that changes something. */
export function createTokenCalls(org: string, api: ApiClient): TokenCalls {
  return {
    acquireToken: (scopes, options) => acquireToken(org, api, scopes, options),
    async grantedScopes({ signal } = {}) {
      const granted = await api.grantedScopes(signal);
      return granted.length === 0 ? null : granted.toSorted();
    },
  };
}

/** One by one, since a request carries a token of its own scope, and so that each scope that is missing is named. */
async function acquireToken(
  org: string,
  api: ApiClient,
  needed: readonly string[],
  { signal }: CallOptions = {},
): Promise<TokenProof> {
  const held = new Set<string>();
  const missing: WireError[] = [];
  let expiresAtMs = Number.POSITIVE_INFINITY;
  for (const scope of new Set([READ_SCOPE, ...needed])) {
    try {
      const token = await api.token([scope], signal);
      expiresAtMs = Math.min(expiresAtMs, token.expiresAtMs);
      for (const name of token.scopes) held.add(name);
    } catch (error) {
      if (!(error instanceof WireError) || error.facts.kind !== 'forbidden') throw error;
      missing.push(error);
    }
  }
  const [first] = missing;
  if (first === undefined)
    return { expiresAt: new Date(expiresAtMs).toISOString(), scopes: [...held].toSorted() };
  const message = missing.map((error) => error.message).join(' ');
  throw new WireError(message, { ...first.facts, org, method: 'POST', path: TOKEN_PATH });
}
