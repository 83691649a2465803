import assert from 'node:assert/strict';
import { composeNetwork } from '../../src/compose.js';
import type { Network } from '../../src/http/network.js';
import { BadSettingsError, readSettings } from '../../src/settings.js';
import { certificateFile } from './tls-server.js';

const networkOf = (env: Record<string, string>): Network => composeNetwork(readSettings(env));

describe('settings of the network', () => {
  const https = new URL('https://api.test');

  it('are none without variables: direct, and Node’s own authorities', () => {
    const network = networkOf({});
    assert.equal(network.proxyFor(https), null);
    assert.equal(network.authorities, undefined);
  });

  it('read the customary variables, small letters first', () => {
    const env = { HTTPS_PROXY: 'http://large.test:1', https_proxy: 'http://small.test:1' };
    assert.equal(networkOf(env).proxyFor(https)?.hostname, 'small.test');
    assert.equal(networkOf({ ...env, no_proxy: 'api.test' }).proxyFor(https), null);
    const http = networkOf({ HTTP_PROXY: 'http://plain.test:1' });
    assert.equal(http.proxyFor(new URL('http://api.test'))?.hostname, 'plain.test');
    assert.equal(http.proxyFor(https), null);
  });

  it('add authorities to Node’s, its extra ones included', () => {
    const ROLLCALL_CA_FILE = certificateFile('ca.pem');
    const one = networkOf({ ROLLCALL_CA_FILE }).authorities?.length ?? 0;
    const NODE_EXTRA_CA_CERTS = certificateFile('localhost.pem');
    const two = networkOf({ ROLLCALL_CA_FILE, NODE_EXTRA_CA_CERTS }).authorities?.length;
    assert.ok(one > 1);
    assert.equal(two, one + 1);
  });

  it('that are wrong are named', () => {
    const cases = [
      [{ HTTPS_PROXY: 'proxy:3128' }, /HTTPS_PROXY must be/],
      [{ ROLLCALL_CA_FILE: '/nowhere.pem' }, /ROLLCALL_CA_FILE: \/nowhere\.pem cannot be read/],
    ] as const;
    for (const [env, message] of cases)
      assert.throws(
        () => networkOf(env),
        (error) => error instanceof BadSettingsError && message.test(error.message),
      );
  });
});
