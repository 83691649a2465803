import assert from 'node:assert/strict';
import type { OAuthClient } from '../../src/http/token-request.js';
import { SecretError } from '../../src/secrets/errors.js';
import { apiFor, factsOf, wireErrorOf } from './api-under-test.js';
import { sendJson, withServer, type Handler } from './tiny-server.js';

const OLD: OAuthClient = { clientId: 'client-a', clientSecret: 'old-hush-secret' };
const NEW: OAuthClient = { clientId: 'client-a', clientSecret: 'new-hush-secret' };
const read = { method: 'GET', path: '/thing' } as const;

/** Grants tokens to this secret only, and refuses others as a platform does. */
function platform(secret: string, status: number, body: object): Handler {
  return (seen, response) => {
    if (seen.path !== '/oauth/token') return sendJson(response, 200, { fine: true });
    const given = new URLSearchParams(seen.text).get('client_secret');
    if (given === secret) sendJson(response, 200, { access_token: 'token-1', expires_in: 60 });
    else sendJson(response, status, body);
  };
}

/** Answers each read of the credentials with the next of these, the last again and again. */
function credentials(...answers: (OAuthClient | Error)[]): {
  reads: () => number;
  credentials: () => Promise<OAuthClient>;
} {
  let count = 0;
  return {
    reads: () => count,
    credentials: async () => {
      const answer = answers[Math.min(count, answers.length - 1)];
      count += 1;
      if (answer === undefined || answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const refusals: [number, object][] = [
  [401, {}],
  [401, { error: 'invalid_client' }],
  [400, { error: 'invalid_client', error_description: 'x' }],
];

describe('rotation of a secret', () => {
  for (const [status, body] of refusals) {
    const what = `${status} ${JSON.stringify(body)}`;
    it(`is picked up after ${what}: read once more, sent once more`, async () => {
      await withServer(platform(NEW.clientSecret, status, body), async ({ url, seen }) => {
        const secrets = credentials(OLD, NEW);
        const answer = await apiFor(url, { credentials: secrets.credentials }).send(read);
        assert.deepEqual(answer.body, { fine: true });
        assert.equal(secrets.reads(), 2);
        assert.equal(seen.length, 3);
      });
    });

    it(`is not hoped for twice after ${what}`, async () => {
      await withServer(platform('another', status, body), async ({ url, seen }) => {
        const secrets = credentials(OLD, NEW, { ...NEW, clientSecret: 'another' });
        const error = await wireErrorOf(
          apiFor(url, { credentials: secrets.credentials }).send(read),
        );
        assert.equal(error.facts.kind, 'unauthorized');
        assert.equal(secrets.reads(), 2);
        assert.equal(seen.length, 2);
      });
    });
  }

  it('is not tried with a secret that has not changed', async () => {
    await withServer(platform('another', 401, {}), async ({ url, seen }) => {
      const secrets = credentials(OLD);
      const api = apiFor(url, { credentials: secrets.credentials });
      assert.equal((await factsOf(api.send(read))).kind, 'unauthorized');
      assert.equal(secrets.reads(), 2);
      assert.equal(seen.length, 1);
    });
  });

  it('is not the reason for another refusal', async () => {
    const handler = platform('another', 400, { error: 'invalid_scope' });
    await withServer(handler, async ({ url }) => {
      const secrets = credentials(OLD, NEW);
      await factsOf(apiFor(url, { credentials: secrets.credentials }).send(read));
      assert.equal(secrets.reads(), 1);
    });
  });

  it('leaves neither secret in an error that echoes both', async () => {
    let sent = '';
    const echo: Handler = (seen, response) => {
      sent += `.${new URLSearchParams(seen.text).get('client_secret')}`;
      sendJson(response, 401, { error: sent, code: sent, contextId: sent });
    };
    await withServer(echo, async ({ url }) => {
      const secrets = credentials(OLD, NEW);
      const error = await wireErrorOf(apiFor(url, { credentials: secrets.credentials }).send(read));
      assert.ok(!/hush-secret/.test(JSON.stringify([error.message, error.facts])));
    });
  });

  it('waits where the store of the secrets is down for a moment', async () => {
    const down = new SecretError('Credentials "vault:a/b" …: it is sealed.', { passing: true });
    const { kind } = await factsOf(apiFor('http://127.0.0.1:1', credentials(down)).send(read));
    assert.equal(kind, 'unavailable');
    const gone = await factsOf(
      apiFor('http://127.0.0.1:1', credentials(new SecretError('gone'))).send(read),
    );
    assert.equal(gone.kind, 'unauthorized');
  });
});
