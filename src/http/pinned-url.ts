const DOT_SEGMENT = /^(\.|%2e){1,2}$/i;

/** Reads an org's base URL; an Error that names the org where it is none. */
export function parseBaseUrl(baseUrl: string, org: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  // Credentials in it would go out beside the token; a password needs no name.
  const surplus = url === null ? '' : url.username + url.password + url.search + url.hash;
  if (url === null || !/^https?:$/.test(url.protocol) || surplus !== '') {
    throw new Error(
      `The base URL of ${org} must be http(s)://host, with neither credentials, a query nor a fragment.`,
    );
  }
  return url;
}

/**
 * The URL of a path below a base URL; null where the path would leave it. Whatever a path holds, the request goes
 * to the base's host, since it carries that org's token.
 */
export function pinUrl(
  base: URL,
  path: string,
  query: Readonly<Record<string, string>> = {},
): URL | null {
  const segments = path.split('/');
  if (!path.startsWith('/') || segments.some((segment) => DOT_SEGMENT.test(segment))) return null;
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
  url.search = new URLSearchParams(query).toString();
  return url;
}
