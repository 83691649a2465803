import assert from 'node:assert/strict';
import { get as httpsGet } from 'node:https';
import tls from 'node:tls';
import { authoritiesWith } from '../../src/http/authorities.js';
import type { Network } from '../../src/http/network.js';
import { apiFor, wireErrorOf } from './api-under-test.js';
import { certificateFile, withTlsServer } from './tls-server.js';

const get = { method: 'GET', path: '/thing' } as const;
const caFile = { path: certificateFile('ca.pem'), variable: 'ROLLCALL_CA_FILE' };
const trusting: Network = { proxyFor: () => null, authorities: authoritiesWith([caFile]) };

async function refusalAt(url: string, network?: Network): Promise<string> {
  return (await wireErrorOf(apiFor(url, { network }).send(get))).message;
}

describe('TLS', () => {
  it('believes an authority of one’s own besides Node’s', async () => {
    assert.ok((trusting.authorities?.length ?? 0) > tls.rootCertificates.length);
    await withTlsServer(async ({ url, paths }) => {
      await apiFor(url, { network: trusting }).send(get);
      assert.deepEqual(paths, ['/oauth/token', '/thing']);
    });
  });

  it('believes no authority that nobody named: neither token nor secret is sent', async () => {
    await withTlsServer(async ({ url, paths }) => {
      assert.match(await refusalAt(url), /failed \((UNABLE_TO_|SELF_SIGNED)/);
      assert.deepEqual(paths, []);
    });
  });

  it('believes no certificate of another host', async () => {
    await withTlsServer(
      async ({ url, paths }) => {
        assert.match(await refusalAt(url, trusting), /ERR_TLS_CERT_ALTNAME_INVALID/);
        assert.deepEqual(paths, []);
      },
      { name: 'elsewhere' },
    );
  });

  it('goes on verifying with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await withTlsServer(async ({ url, paths }) => {
        assert.equal(await statusOf(url), 200, 'the variable has no effect here');
        assert.match(await refusalAt(url), /failed \((UNABLE_TO_|SELF_SIGNED)/);
        assert.deepEqual(paths, ['/plain']);
      });
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('speaks nothing older than TLS 1.2, whatever Node’s own minimum is', async () => {
    const before = [tls.DEFAULT_MIN_VERSION, tls.DEFAULT_CIPHERS] as const;
    const weak = 'DEFAULT:@SECLEVEL=0';
    [tls.DEFAULT_MIN_VERSION, tls.DEFAULT_CIPHERS] = ['TLSv1', weak];
    try {
      await withTlsServer(
        async ({ url, paths }) => {
          assert.equal(await statusOf(url, trusting.authorities), 200, 'no old TLS here at all');
          assert.match(await refusalAt(url, trusting), /failed \(E(PROTO|RR_SSL|CONNRESET)/);
          assert.deepEqual(paths, ['/plain']);
        },
        { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: weak },
      );
    } finally {
      [tls.DEFAULT_MIN_VERSION, tls.DEFAULT_CIPHERS] = before;
    }
  });

  it('says which file of authorities is missing, or is none', () => {
    const read = (path: string) => () => authoritiesWith([{ path, variable: 'ROLLCALL_CA_FILE' }]);
    assert.throws(read('/nowhere/ca.pem'), /ROLLCALL_CA_FILE: \/nowhere\/ca\.pem cannot be read/);
    assert.throws(read(certificateFile('localhost-key.pem')), /ROLLCALL_CA_FILE: .*no certificate/);
  });
});

/** Of a request by Node itself, without anything of ours. */
async function statusOf(url: string, ca?: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { agent: false, ...(ca === undefined ? {} : { ca: [...ca] }) } as const;
    httpsGet(`${url}/plain`, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    }).on('error', reject);
  });
}
