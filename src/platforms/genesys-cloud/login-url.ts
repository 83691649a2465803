/** Where the tokens of an API are asked for: `api.mypurecloud.de` has its login at `login.mypurecloud.de`. */
export function loginUrlOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.hostname = url.hostname.replace(/^api\./, 'login.');
  return url.href.replace(/\/+$/, '');
}
