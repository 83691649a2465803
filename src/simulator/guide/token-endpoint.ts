import { answer, ok, type Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import { tokenLifetimeMs, type RegisteredClient } from '../world/token-registry.js';
import type { World } from '../world/world.js';

/** The client that asks for a token, if there is such a client. */
export function clientOfTokenRequest(
  request: SimulatorRequest,
  world: World,
): RegisteredClient | undefined {
  const clientId = new URLSearchParams(request.text).get('client_id') ?? '';
  return world.tokens.client(clientId);
}

/** The OAuth 2 client credentials grant. */
export function grantToken(request: SimulatorRequest, world: World, nowMs: number): Answer {
  const form = new URLSearchParams(request.text);
  if (form.get('grant_type') !== 'client_credentials') {
    return refusal(400, 'unsupported_grant_type', 'only client_credentials is supported');
  }
  const client = world.tokens.client(form.get('client_id') ?? '');
  if (client === undefined || client.clientSecret !== form.get('client_secret')) {
    return unknownClient();
  }
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const foreign = asked.filter((scope) => !client.scopes.includes(scope));
  if (foreign.length > 0) {
    return refusal(400, 'invalid_scope', `the client may not ask for ${foreign.join(' ')}`);
  }
  const scopes = asked.length > 0 ? asked : client.scopes;
  const lifetimeMs =
    client.tokenSeconds === undefined ? tokenLifetimeMs : client.tokenSeconds * 1000;
  const body = {
    access_token: world.tokens.issue(client, scopes, nowMs, lifetimeMs),
    token_type: 'Bearer',
    expires_in: lifetimeMs / 1000,
    scope: scopes.join(' '),
  };
  return ok(body, { 'Cache-Control': 'no-store' });
}

export function unknownClient(): Answer {
  return refusal(401, 'invalid_client', 'the client is unknown or its secret is wrong');
}

function refusal(status: number, error: string, description: string): Answer {
  return answer(status, { error, error_description: description });
}
