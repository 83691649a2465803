import type { Outgoing } from './exchange.js';

/** An OAuth client; the shape that secret providers answer in, which this room does not know. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The registered application that asks on the client's behalf, where a platform has these. */
  readonly application?: { readonly id: string; readonly secret: string };
}

/** What a token is asked for with. Without a path: the dialect's one. */
export type TokenRequest = Pick<Outgoing, 'headers' | 'form' | 'json'> & { readonly path?: string };

export type TokenRequestOf = (client: OAuthClient, scopes: readonly string[]) => TokenRequest;

/** RFC 6749, 2.3.1: in the form, or by HTTP Basic. */
export type ClientAuth = 'form' | 'basic';

/** The client-credentials grant. */
export function clientCredentials(clientAuth: ClientAuth = 'form'): TokenRequestOf {
  return ({ clientId, clientSecret }, scopes) => ({
    ...(clientAuth === 'form' ? {} : { headers: basicHeader(clientId, clientSecret) }),
    form: {
      ...(clientAuth === 'form' ? { client_id: clientId, client_secret: clientSecret } : {}),
      grant_type: 'client_credentials',
      ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    },
  });
}

/** HTTP Basic. */
export function basicHeader(id: string, secret: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`, 'utf8').toString('base64')}` };
}

/** What must not show up in anything that is kept. */
export function secretsOf({ clientSecret, application }: OAuthClient): string[] {
  return [clientSecret, ...(application === undefined ? [] : [application.secret])];
}

export function isSame(one: OAuthClient, other: OAuthClient): boolean {
  const partsOf = ({ clientId, clientSecret, application }: OAuthClient): unknown[] => [
    clientId,
    clientSecret,
    application?.id,
    application?.secret,
  ];
  const parts = partsOf(other);
  return partsOf(one).every((part, at) => part === parts[at]);
}
