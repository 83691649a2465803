import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/domain/json.js';
import {
  isSecretName,
  secretFieldsOf,
  withoutSecretFields,
  withoutSecretValues,
} from '../../src/domain/secret-fields.js';

describe('secret fields', () => {
  const secret =
    'password Password PASSWORD sipPassword sip_password SIP-Password sippassword passwd pwd sipPass passphrase ' +
    'secret clientSecret client_secret secrets sharedSecret privateKey private_key privateKeyPem apiKey api-key ' +
    'APIKey accessKey preSharedKey psk token accessToken access_token tokens bearerToken authorization ' +
    'Authorization authorizationHeader credential credentials voicemailPin pin password2 passwordHash sessionCookie ' +
    'connectionString';
  const open =
    'tokenLifetimeSeconds secretaryQueue passwordPolicy secretId authorizationUrl keyword key publicKey keyboard ' +
    'spin pinned bypass maxTokens tokenizer credentialsId name ani compassHeading monkey';

  for (const name of secret.split(' ')) {
    it(`${name} is one`, () => assert.equal(isSecretName(name), true));
  }
  for (const name of open.split(' ')) {
    it(`${name} is none`, () => assert.equal(isSecretName(name), false));
  }

  it('go from a body at any depth, and nothing else does', () => {
    const body: JsonObject = {
      name: 'trunk',
      registration: { user: 'u', sip_password: 'x', requirePassword: true },
      edges: [{ id: 'a', secret: { deep: 'x' }, port: 5060 }, 'plain', ['n', { apiKey: 'x' }]],
      password: null,
    };
    assert.deepEqual(withoutSecretFields(body), {
      name: 'trunk',
      registration: { user: 'u', requirePassword: true },
      edges: [{ id: 'a', port: 5060 }, 'plain', ['n', {}]],
    });
    assert.deepEqual(secretFieldsOf(body), [
      '/registration/sip_password',
      '/edges/0/secret',
      '/edges/2/1/apiKey',
      '/password',
    ]);
  });

  it('are named by plan path in a keyed list', () => {
    assert.deepEqual(secretFieldsOf({ edges: [{ id: 'a/b', pwd: 'x' }] }), ['/edges/[a~1b]/pwd']);
  });

  it('leave a body without them as it is, the same object', () => {
    const body = JSON.parse('{"__proto__": {"a": 1}, "list": [{"id": 1}]}') as JsonObject;
    assert.equal(withoutSecretFields(body), body);
  });

  it('have no base', () => {
    const values = {
      '/sipPassword': 'x',
      '/auth/token/value': 'x',
      '/requirePassword': true,
      '/list': [{ secret: 'x', a: 1 }],
      '/name': 'n',
    };
    assert.deepEqual(withoutSecretValues({ id: 'i', values }), {
      id: 'i',
      values: { '/requirePassword': true, '/list': [{ a: 1 }], '/name': 'n' },
    });
  });
});
