import platformClient from 'purecloud-platform-client-v2';

/**
 * Points the vendor's own client at an origin of the simulator. The client speaks only https to the
 * vendor's hosts, but any protocol to a gateway, which is its documented way to go through another
 * host. A gateway is one host for logging in and for the API, so it is set to each in turn.
 */
export function goThrough(url: string): void {
  const { hostname, port } = new URL(url);
  platformClient.ApiClient.instance.setGateway({
    host: hostname,
    protocol: 'http',
    port: Number(port),
  });
}

/** Logs the vendor's own client in as north's, and leaves it at the API's origin. */
export async function logIn(urls: {
  readonly loginUrl: string;
  readonly apiUrl: string;
}): Promise<{ tokenExpiryTime?: number }> {
  goThrough(urls.loginUrl);
  try {
    const { instance } = platformClient.ApiClient;
    return await instance.loginClientCredentialsGrant('north-client', 'north-secret');
  } finally {
    goThrough(urls.apiUrl);
  }
}
