import assert from 'node:assert/strict';
import { createGuideClient } from '../../../src/platforms/guide/client.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { sendJson, withServer, type Handler, type TinyServer } from '../../http/tiny-server.js';
import { bindingOf, kindOf } from './simulated.js';

/** A guide client against a platform that does things the simulator would not. */
async function withPlatform(
  handler: Handler,
  work: (client: OrgClient, server: TinyServer) => Promise<void>,
): Promise<void> {
  const withTokens: Handler = (seen, response, count) => {
    if (seen.path !== '/oauth/token') return handler(seen, response, count);
    sendJson(response, 200, { access_token: 'token', expires_in: 3600 });
  };
  await withServer(withTokens, async (server) => {
    const client = createGuideClient({
      org: bindingOf('east', server.url),
      credentials: async () => ({ clientId: 'id', clientSecret: 'hush' }),
      requestTimeoutMs: 1_000,
    });
    await work(client, server);
  });
}

describe('guide client: odd platforms', () => {
  it('takes only the exact name, wherever it is in the pages', async () => {
    await withPlatform(
      (seen, response) => {
        if (seen.path.endsWith('/q7')) {
          return sendJson(response, 200, { id: 'q7', name: 'Main' }, { etag: '"1"' });
        }
        const second = seen.path.includes('pageNumber=2');
        const entities = second ? [{ id: 'q7', name: 'Main' }] : [{ id: 'q1', name: 'Main 2' }];
        sendJson(response, 200, { entities, pageCount: 2 });
      },
      async (client) => assert.equal((await client.findByName('queue', 'Main'))?.id, 'q7'),
    );
  });

  it('does not choose between two of one name', async () => {
    await withPlatform(
      (_, response) => {
        const entities = [
          { id: 'q1', name: 'Main' },
          { id: 'q2', name: 'Main' },
        ];
        sendJson(response, 200, { entities, pageCount: 1 });
      },
      async (client) => assert.equal(await kindOf(client.findByName('queue', 'Main')), 'malformed'),
    );
  });

  it('calls a resource without an ETag malformed', async () => {
    await withPlatform(
      (_, response) => sendJson(response, 200, { id: 'q1', name: 'Main' }),
      async (client) => assert.equal(await kindOf(client.read('queue', 'q1')), 'malformed'),
    );
  });

  it('reads back what a write’s answer does not tell', async () => {
    await withPlatform(
      (seen, response) => {
        if (seen.method === 'PATCH') {
          response.writeHead(204).end();
          return;
        }
        const body = { id: 'q1', name: 'Main', note: 'x' };
        sendJson(response, 200, body, seen.method === 'GET' ? { etag: '"2"' } : {});
      },
      async (client) => {
        const created = await client.create('queue', { name: 'Main' });
        assert.equal(created.version, '"2"');
        const updated = await client.update({ ...created, version: '"1"' }, { name: 'Other' });
        assert.equal(updated.version, '"2"');
      },
    );
  });

  it('names the member that is wrong, not its value', async () => {
    await withPlatform(
      (_, response) => sendJson(response, 200, { entities: [{ id: 5, name: 'private' }] }),
      async (client) => {
        await assert.rejects(client.discover(), (error: Error) => {
          assert.match(error.message, /not as promised at "entities\.0\.id"/);
          assert.ok(!error.message.includes('private'));
          return true;
        });
      },
    );
  });

  it('never takes a token endpoint that is not there for a missing resource', async () => {
    await withServer(
      (_, response) => sendJson(response, 404, { code: 'not.found' }),
      async ({ url }) => {
        const client = createGuideClient({
          org: bindingOf('east', url),
          credentials: async () => ({ clientId: 'id', clientSecret: 'hush' }),
        });
        assert.equal(await kindOf(client.read('queue', 'q1')), 'unauthorized');
      },
    );
  });
});
