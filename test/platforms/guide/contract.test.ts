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

  it('goes to no other host, whatever links, locations and next pages say', async () => {
    await withServer(
      (_, response) => sendJson(response, 200, { entities: [], pageCount: 1 }),
      async (elsewhere) => {
        const there = `${elsewhere.url}/api/v2/routing/queues?pageNumber=2`;
        await withPlatform(
          (seen, response) => {
            const headers = { link: `<${there}>; rel="next"`, location: there };
            if (seen.path.includes('pageNumber=2')) return sendJson(response, 302, {}, headers);
            const links = { nextUri: there, lastUri: there, selfUri: there };
            sendJson(response, 200, { entities: [], pageCount: 2, ...links }, headers);
          },
          async (client, server) => {
            assert.equal(await kindOf(client.findByName('queue', 'Main')), 'malformed');
            const pages = server.seen.filter(({ path }) => path.startsWith('/api/'));
            assert.equal(pages.length, 2);
          },
        );
        assert.deepEqual(elsewhere.seen, []);
      },
    );
  });

  it('takes an id that is an address, or climbs, for nothing but an id', async () => {
    await withPlatform(
      (_, response) => sendJson(response, 200, { id: 'x', name: 'Main' }, { etag: '"1"' }),
      async (client, server) => {
        await client.read('queue', 'https://elsewhere.test/steal');
        assert.equal(await kindOf(client.read('queue', '..')), 'rejected');
        await client.read('queue', '../flows/x?y#z');
        assert.deepEqual(
          server.seen.map(({ path }) => path).filter((path) => path !== '/oauth/token'),
          [
            '/api/v2/routing/queues/https%3A%2F%2Felsewhere.test%2Fsteal',
            '/api/v2/routing/queues/..%2Fflows%2Fx%3Fy%23z',
          ],
        );
      },
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
