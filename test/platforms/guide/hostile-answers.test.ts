import assert from 'node:assert/strict';
import { createGuideClient } from '../../../src/platforms/guide/client.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { withServer } from '../../http/tiny-server.js';
import { bindingOf, kindOf } from './simulated.js';

const TOKEN = '{"access_token":"token","expires_in":3600}';
const DATE = { date: new Date().toUTCString() };

/** A guide client against a platform that answers with these texts, whatever is asked. */
async function answeredWith(
  {
    text = '{}',
    token = TOKEN,
    headers = DATE,
  }: Partial<Record<'text' | 'token', string>> & {
    headers?: Record<string, string>;
  },
  work: (client: OrgClient) => Promise<void>,
): Promise<void> {
  await withServer(
    ({ path }, response) => {
      const body = path === '/oauth/token' ? token : text;
      response.writeHead(200, { etag: '"1"', ...headers }).end(body);
    },
    async ({ url }) => {
      const credentials = async () => ({ clientId: 'id', clientSecret: 'hush' });
      await work(createGuideClient({ org: bindingOf('east', url), credentials }));
    },
  );
}

/** Anything else than a WireError would not be taken for the org's own failure, and stop the others. */
describe('hostile answers', () => {
  it('that are nested without end are malformed', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    await answeredWith({ text: `{"id":"q","name":"n","a":${deep}}` }, async (client) =>
      assert.equal(await kindOf(client.read('queue', 'q')), 'malformed'),
    );
    const tree = `${'{"id":"1","name":"x","children":['.repeat(50_000)}${']}'.repeat(50_000)}`;
    await answeredWith({ text: `{"entities":[${tree}]}` }, async (client) =>
      assert.equal(await kindOf(client.discover()), 'malformed'),
    );
  });

  it('that are nested as deep as a large flow are taken', async () => {
    const nested = `${'['.repeat(150)}1${']'.repeat(150)}`;
    await answeredWith({ text: `{"id":"q","name":"n","a":${nested}}` }, async (client) =>
      assert.equal((await client.read('flow', 'q'))?.id, 'q'),
    );
  });

  it('with more entities than were asked for are read all the same', async () => {
    const entities = Array.from({ length: 300_000 }, () => '{"id":"a"}').join(',');
    await answeredWith({ text: `{"pageCount":1,"entities":[${entities}]}` }, async (client) =>
      assert.equal(await client.findByName('queue', 'x'), null),
    );
  });

  it('with a token that never runs out are cut to a life that has an end', async () => {
    for (const seconds of ['1e300', '1e999', '99999999999999'])
      await answeredWith({ token: TOKEN.replace('3600', seconds) }, async (client) => {
        const { expiresAt } = await client.acquireToken([]);
        assert.ok(Date.parse(expiresAt) < Date.now() + 400 * 24 * 3_600_000, expiresAt);
      });
  });

  it('with a date that no HTTP date can be have none', async () => {
    const headers = { date: 'Sat, 13 Sep 275760 00:00:00 GMT' };
    await answeredWith({ headers, text: '{"pageCount":0,"entities":[]}' }, async (client) => {
      const { expiresAt } = await client.acquireToken([]);
      assert.ok(Math.abs(Date.parse(expiresAt) - Date.now() - 3_600_000) < 60_000, expiresAt);
      assert.equal(await kindOf(client.platformTime()), 'malformed');
    });
  });
});
