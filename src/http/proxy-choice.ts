/** Proxies as the customary variables name them. */
export interface ProxySettings {
  /** HTTPS_PROXY: for https URLs. */
  readonly https: string | null;
  /** HTTP_PROXY: for http URLs. */
  readonly http: string | null;
  /** NO_PROXY: hosts that are reached directly, by commas; `*` for all. */
  readonly none: string | null;
}

/**
 * Chooses the proxy of a URL. Throws an Error that names the variable where a proxy is no http(s) URL; its value is
 * left out, since it may hold a password.
 */
export function createProxyChoice(settings: ProxySettings): (url: URL) => URL | null {
  const https = proxyUrl(settings.https, 'HTTPS_PROXY');
  const http = proxyUrl(settings.http, 'HTTP_PROXY');
  const exceptions = (settings.none ?? '')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  return (url) => {
    if (exceptions.some((entry) => covers(entry, url))) return null;
    return url.protocol === 'https:' ? https : http;
  };
}

function proxyUrl(value: string | null, variable: string): URL | null {
  if (value === null) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Error(`${variable} must be http(s)://host:port`);
  if (isPercentEncoded(url.username) && isPercentEncoded(url.password)) return url;
  // Found out at the first connection, it would be each org's failure.
  throw new Error(`${variable} has a user or password with a % that has to be written as %25`);
}

function isPercentEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== null;
  } catch {
    return false;
  }
}

/** `example.com` and `.example.com` cover the host and all below it; `host:port` that port only. */
function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', port] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (port !== undefined && port !== portOf(url)) return false;
  const host = url.hostname.toLowerCase();
  return host === name || host.endsWith(`.${name}`);
}

function portOf({ protocol, port }: URL): string {
  if (port !== '') return port;
  return protocol === 'https:' ? '443' : '80';
}
