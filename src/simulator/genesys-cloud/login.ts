import { answer, ok, type Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import type { World } from '../world/world.js';
import type { RegisteredClient } from '../world/token-registry.js';
import type { GenesysPlatform } from './platform.js';

export const tokenPath = '/oauth/token';
const defaultTokenSeconds = 86_400;

/** The client that asks for a token, whether or not its secret is right. */
export function clientOf(request: SimulatorRequest, world: World): RegisteredClient | undefined {
  const client = world.tokens.client(basicCredentials(request)[0]);
  const org = world.orgs.get(client?.orgId ?? '');
  return org?.platform === 'genesys-cloud' ? client : undefined;
}

/** The client credentials grant, which knows no scopes: permissions come from the client's roles. */
export function answerLogin(
  request: SimulatorRequest,
  platform: GenesysPlatform,
  nowMs: number,
): Answer {
  const { world } = platform;
  if (request.path !== tokenPath) return refusal(404, 'not_found', 'nothing here');
  if (request.method !== 'POST') return refusal(405, 'method_not_allowed', 'POST only');
  const grantType = new URLSearchParams(request.text).get('grant_type');
  if (grantType !== 'client_credentials') {
    return refusal(400, 'unsupported_grant_type', 'only client_credentials is supported');
  }
  const client = clientOf(request, world);
  if (client === undefined || client.clientSecret !== basicCredentials(request)[1]) {
    return invalidClient();
  }
  if (!platform.rates.takeToken(client.clientId, nowMs)) return tokenThrottled();
  const seconds = client.tokenSeconds ?? defaultTokenSeconds;
  const body = {
    access_token: world.tokens.issue(client, client.scopes, nowMs, seconds * 1000),
    token_type: 'bearer',
    expires_in: seconds,
  };
  return ok(body, { 'Cache-Control': 'no-store' });
}

export function invalidClient(): Answer {
  return refusal(401, 'invalid_client', 'authentication failed');
}

/** Throttling is a 400 here, unlike at the API. */
export function tokenThrottled(): Answer {
  const description = 'rate limit exceeded; too many token requests for this client';
  return refusal(400, 'invalid_request', description);
}

function refusal(status: number, error: string, description: string): Answer {
  const body = { error, description, error_description: description };
  return answer(status, body);
}

function basicCredentials({ headers }: SimulatorRequest): [string, string] {
  const [scheme, encoded = ''] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return ['', ''];
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? ['', ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
