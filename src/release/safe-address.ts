/**
 * False for an address to which credentials would go in the clear: plain HTTP, but to this machine. By the URL as it
 * will be used, since `HTTP:` and a blank in front are plain HTTP as well.
 */
export function isSafeForCredentials(baseUrl: string): boolean {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  return url?.protocol !== 'http:' || /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
}
