import { WireError } from './errors.js';
import { createExchange, type Exchange, type ExchangeOptions, type Outgoing } from './exchange.js';

export interface ExchangesOptions extends ExchangeOptions {
  /** Where tokens are asked for, where that is not the API's own address. */
  readonly loginUrl?: string | undefined;
}

/** A request to the API or the login, or to another address that the platform named. */
export type Addressed = Outgoing & { readonly origin?: string };

/** The exchanges of one org as one: each origin has its own connections, and credentials go to the login only. */
export function createExchanges(
  options: ExchangesOptions,
): (request: Addressed) => ReturnType<Exchange> {
  const { org, baseUrl, loginUrl } = options;
  const api = createExchange(options);
  const login = loginUrl === undefined ? api : createExchange({ ...options, baseUrl: loginUrl });
  const others = new Map<string, Exchange>();
  const elsewhere = (origin: string): Exchange => {
    const known = others.get(origin);
    if (known !== undefined) return known;
    const made = createExchange({ ...options, baseUrl: origin });
    others.set(origin, made);
    return made;
  };
  const isSafe = (origin: string): boolean =>
    origin.startsWith('https:') || !baseUrl.startsWith('https:');
  return async ({ origin, ...request }) => {
    if (origin === undefined) return (request.purpose === 'token' ? login : api)(request);
    if (isSafe(origin)) return elsewhere(origin)(request);
    const { method, path } = request;
    throw new WireError(`${method} ${path} of ${org} was not sent: its address is not https.`, {
      kind: 'malformed',
      org,
      method,
      path,
    });
  };
}
