import assert from 'node:assert/strict';
import { createApiClient, type ApiClient, type ApiClientOptions } from '../../src/http/client.js';
import { WireError, type WireErrorFacts } from '../../src/http/errors.js';
import { sendJson, withServer, type Handler, type TinyServer } from './tiny-server.js';

export const SECRET = 'hush-hush-secret';
export const TOKEN = 'token-number-';

/** An API client against a tiny server that grants numbered tokens and leaves the rest to `handler`. */
export async function withApi(
  handler: Handler,
  work: (api: ApiClient, server: TinyServer) => Promise<void>,
  options: Partial<ApiClientOptions> = {},
): Promise<void> {
  let tokens = 0;
  let calls = 0;
  const withTokens: Handler = (seen, response) => {
    if (seen.path !== '/oauth/token') return handler(seen, response, (calls += 1));
    tokens += 1;
    sendJson(response, 200, { access_token: `${TOKEN}${tokens}`, expires_in: 3600, scope: 'a b' });
  };
  await withServer(withTokens, async (server) => {
    await work(apiFor(server.url, options), server);
  });
}

export function apiFor(baseUrl: string, options: Partial<ApiClientOptions> = {}): ApiClient {
  return createApiClient({
    org: 'org_a',
    baseUrl,
    tokenPath: '/oauth/token',
    scopes: ['a', 'b'],
    credentials: async () => ({ clientId: 'client-a', clientSecret: SECRET }),
    requestTimeoutMs: 2_000,
    maxConcurrent: 4,
    ...options,
  });
}

/** The WireError that `work` fails with. */
export async function wireErrorOf(work: Promise<unknown>): Promise<WireError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof WireError, `not a WireError: ${String(error)}`);
    return error;
  }
  return assert.fail('nothing was thrown');
}

export async function factsOf(work: Promise<unknown>): Promise<WireErrorFacts> {
  return (await wireErrorOf(work)).facts;
}
