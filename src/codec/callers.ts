import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may have payloads decrypted. */
export interface Callers {
  /** Origin of the Web UI, such as `https://temporal.example.com`; null: no page of a browser. */
  readonly corsOrigin: string | null;
  /** What callers send as `Authorization: Bearer …`; null: nothing is asked for. */
  readonly token: string | null;
}

export interface Admission {
  /** 200: may call. 204: a preflight that is answered by its headers. */
  readonly status: 200 | 204 | 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
  /** What a caller that is refused is told; null for one that is not. */
  readonly refusal: string | null;
}

/**
 * Decides by origin, then by token. A request that a page of another origin makes is refused, not only kept from
 * reading the answer: a name that is rebound to this address would pass as the same origin.
 */
export function mayCall(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { corsOrigin, token }: Callers,
): Admission {
  const { origin } = headers;
  if (origin !== undefined && origin !== corsOrigin) {
    const refusal = 'this origin may not decode: start with --cors-origin set to the Web UI';
    return { status: 403, headers: { vary: 'Origin' }, refusal };
  }
  const cors = origin === undefined ? {} : corsHeaders(origin);
  // A browser sends no token with a preflight.
  if (method === 'OPTIONS') return { status: 204, headers: cors, refusal: null };
  if (token !== null && !isBearer(headers.authorization, token)) {
    const asked = { ...cors, 'www-authenticate': 'Bearer' };
    return { status: 401, headers: asked, refusal: 'a bearer token is needed, and this is not it' };
  }
  return { status: 200, headers: cors, refusal: null };
}

function corsHeaders(origin: string): Record<string, string> {
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers':
      'Authorization, Authorization-Extras, Content-Type, X-Namespace',
    // Chrome asks before a page of the internet reaches an address of this machine.
    'access-control-allow-private-network': 'true',
    'access-control-max-age': '600',
  };
}

/** In constant time: digests have one length, whatever was sent. */
function isBearer(authorization: string | undefined, token: string): boolean {
  const sent = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
