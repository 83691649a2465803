import assert from 'node:assert/strict';
import { createGuideClient } from '../../../src/platforms/guide/client.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { wireErrorOf } from '../../http/api-under-test.js';
import { sendJson, withServer, type Seen } from '../../http/tiny-server.js';
import { bindingOf, kindOf } from './simulated.js';

type Grant = (asked: readonly string[]) => { status: number; body: object };

const asAsked: Grant = (asked) => ({ status: 200, body: { scope: asked.join(' ') } });

/** A platform that grants as `grant` says and knows one queue and one flow; with what it was asked. */
async function withPlatform(
  grant: Grant,
  work: (client: OrgClient, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  await withServer(
    ({ path, text, method }, response) => {
      if (path !== '/oauth/token') {
        if (method === 'DELETE') return void response.writeHead(204).end();
        return sendJson(response, 200, { id: 'x1', name: 'Main' }, { etag: '"1"' });
      }
      const asked = (new URLSearchParams(text).get('scope') ?? '').split(' ').filter(Boolean);
      const { status, body } = grant(asked);
      sendJson(response, status, {
        access_token: `for:${asked.join('+')}`,
        expires_in: 60,
        ...body,
      });
    },
    async ({ url, seen }) => {
      const client = createGuideClient({
        org: bindingOf('east', url),
        credentials: async () => ({ clientId: 'east-client', clientSecret: 'hush' }),
      });
      await work(client, seen);
    },
  );
}

/** Method and bearer of every request but the token endpoint's. */
function bearers(seen: readonly Seen[]): string[] {
  return seen
    .filter(({ path }) => path !== '/oauth/token')
    .map(({ method, headers }) => `${method} ${headers.authorization?.slice('Bearer '.length)}`);
}

describe('guide client: scopes', () => {
  it('are the least for reading, and for changing some kinds', async () => {
    await withPlatform(asAsked, async (client) => {
      assert.deepEqual(client.scopesFor([]), ['organization:read']);
      assert.deepEqual(client.scopesFor(['strategy', 'queue', 'strategy']), [
        'organization:read',
        'routing:strategy:edit',
      ]);
    });
  });

  it('of a read never include one that changes anything', async () => {
    await withPlatform(asAsked, async (client, seen) => {
      await client.read('queue', 'x1');
      await client.read('flow', 'x1');
      assert.deepEqual(bearers(seen), ['GET for:organization:read', 'GET for:organization:read']);
      const asked = seen.filter(({ path }) => path === '/oauth/token');
      assert.equal(asked.length, 1);
    });
  });

  it('of a write are those of its kind and no others', async () => {
    await withPlatform(asAsked, async (client, seen) => {
      const flow = await client.create('flow', { name: 'Main' });
      await client.update(flow, { name: 'Other' });
      await client.remove({ ...flow, kind: 'queue' });
      assert.deepEqual(bearers(seen), [
        'POST for:flow:edit',
        'PATCH for:flow:edit',
        'DELETE for:routing:strategy:edit',
      ]);
    });
  });

  it('that are missing are named before any write, with org, client and what to do', async () => {
    const grant: Grant = (asked) =>
      asked.includes('flow:edit') || asked.includes('telephony:trunk:edit')
        ? { status: 400, body: { error: 'invalid_scope' } }
        : asAsked(asked);
    await withPlatform(grant, async (client) => {
      const needed = client.scopesFor(['flow', 'queue', 'trunk']);
      const error = await wireErrorOf(client.acquireToken(needed));
      assert.equal(error.facts.kind, 'forbidden');
      for (const said of [
        'flow:edit',
        'telephony:trunk:edit',
        'east-client',
        'of east',
        'Grant it',
      ])
        assert.ok(error.message.includes(said), error.message);
      assert.ok(!error.message.includes('routing'), error.message);
    });
  });

  it('that a platform leaves out of its grant without a word are missing as well', async () => {
    const grant: Grant = () => ({ status: 200, body: { scope: 'organization:read' } });
    await withPlatform(grant, async (client, seen) => {
      assert.equal(await kindOf(client.create('flow', { name: 'Main' })), 'forbidden');
      assert.deepEqual(bearers(seen), []);
    });
  });

  it('that were granted can be told, where the platform says', async () => {
    const all: Grant = (asked) =>
      asked.length > 0 ? asAsked(asked) : { status: 200, body: { scope: 'b:edit a:edit' } };
    await withPlatform(all, async (client, seen) => {
      assert.deepEqual(await client.grantedScopes(), ['a:edit', 'b:edit']);
      await client.read('queue', 'x1');
      assert.deepEqual(bearers(seen), ['GET for:organization:read']);
    });
    const silent: Grant = () => ({ status: 200, body: {} });
    await withPlatform(silent, async (client) => assert.equal(await client.grantedScopes(), null));
  });
});
