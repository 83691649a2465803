import assert from 'node:assert/strict';
import type { LiveResource } from '../../src/domain/resource.js';
import { readResources, type Wanted } from '../../src/planning/read-resources.js';
import { createGuideClient } from '../../src/platforms/guide/client.js';
import type { OrgClient } from '../../src/platforms/port.js';
import { sendJson, withServer } from '../http/tiny-server.js';
import {
  bindingOf,
  found,
  kindOf,
  simulate,
  type Simulated,
} from '../platforms/guide/simulated.js';
import { org, sampleWorld } from '../simulator/sample-world.js';

/** East has so many queues beside its own; those that are managed are the first of them. */
function worldOf(unmanaged: number, managed = 6): ReturnType<typeof sampleWorld> {
  const east = org('east', 'hub');
  const names = Array.from({ length: managed + unmanaged }, (_, at) => `Queue ${at}`);
  const queues = names.map((name, at) => ({ id: `q-${at}`, name, enabled: true, skill: 'a' }));
  const resources = { ...east.resources, queue: [...(east.resources?.queue ?? []), ...queues] };
  return sampleWorld({ orgs: [org('hub', null), { ...east, resources }, org('west', 'hub')] });
}

/** Known under its id, and recorded as the world begins. */
function known(at: number): Wanted {
  const tellsNews = ({ body }: LiveResource): boolean =>
    body['name'] !== `Queue ${at}` || body['skill'] !== 'a';
  return { key: `key-${at}`, kind: 'queue', name: `Queue ${at}`, id: `q-${at}`, tellsNews };
}

const SIX = [0, 1, 2, 3, 4, 5].map(known);

describe('reading by list', function () {
  this.timeout(60_000);
  let simulated: Simulated;
  let client: OrgClient;
  let asked: string[];

  async function begin(unmanaged = 0): Promise<void> {
    asked = [];
    const observer = {
      exchangeEnded: ({ route, purpose }: { route: { id: string | null }; purpose: string }) => {
        if (purpose === 'api') asked.push(route.id ?? 'list');
      },
      waited: () => {},
    };
    simulated = await simulate({ observer, requestTimeoutMs: 30_000 }, worldOf(unmanaged));
    client = simulated.connect('east');
  }
  afterEach(() => simulated.close());

  const read = async (
    wanted: readonly Wanted[],
    oneByOne = false,
  ): Promise<Map<string, LiveResource>> => {
    asked = [];
    return readResources({ client, options: {}, oneByOne, goOn: () => {} }, wanted);
  };

  it('takes one request for a kind of which nothing is news, and finds what reading one by one does', async () => {
    await begin();
    const byList = await read(SIX);
    assert.deepEqual(asked, ['list']);
    const oneByOne = await read(SIX, true);
    assert.deepEqual(asked.toSorted(), ['q-0', 'q-1', 'q-2', 'q-3', 'q-4', 'q-5']);
    const unversioned = [...oneByOne].map(([key, live]) => [key, { ...live, version: null }]);
    assert.deepEqual([...byList], unversioned);
  });

  it('never lets a resource be written to whose version no list told', async () => {
    await begin();
    const live = (await read(SIX)).get('key-0');
    assert.ok(live);
    assert.equal(await kindOf(client.update(live, { ...live.body, skill: 'b' })), 'rejected');
    assert.equal(await kindOf(client.remove(live)), 'rejected');
    assert.deepEqual(await simulated.journal(), []);
  });

  it('reads one that is asked for alone by its id', async () => {
    await begin();
    assert.notEqual((await read(SIX.slice(2, 3))).get('key-2')?.version, null);
    assert.deepEqual(asked, ['q-2']);
  });

  it('reads by itself, with its version, what a list says was edited', async () => {
    await begin();
    const before = await found(client, 'queue', 'Queue 3');
    const edited = await client.update(before, { ...before.body, skill: 'b' });
    const live = await read(SIX);
    assert.deepEqual(asked, ['list', 'q-3']);
    assert.deepEqual(live.get('key-3'), edited);
  });

  it('goes by the id before the name, whoever has the name now', async () => {
    await begin();
    const first = await found(client, 'queue', 'Queue 0');
    await client.update(first, { ...first.body, name: 'Elsewhere' });
    await client.create('queue', { name: 'Queue 0', skill: 'a' });
    const live = await read(SIX);
    assert.deepEqual([live.get('key-0')?.id, live.get('key-0')?.name], ['q-0', 'Elsewhere']);
  });

  it('finds by its name what was made anew under another id', async () => {
    await begin();
    await client.remove(await found(client, 'queue', 'Queue 0'));
    const again = await client.create('queue', { name: 'Queue 0', skill: 'a' });
    const live = await read(SIX);
    assert.deepEqual(live.get('key-0'), again);
    assert.deepEqual(asked, ['list', 'q-0', again.id]);
  });

  it('takes what neither id nor name finds for missing', async () => {
    await begin();
    await client.remove(await found(client, 'queue', 'Queue 0'));
    const live = await read([...SIX, { ...known(99), id: null }]);
    assert.deepEqual([live.has('key-0'), live.has('key-99'), live.size], [false, false, 5]);
    assert.deepEqual(asked, ['list', 'q-0']);
  });

  it('does not choose between two of one name', async () => {
    await begin();
    const body = JSON.stringify(worldOf(1));
    const world = body.replace('"name":"Queue 6"', '"name":"Queue 5"');
    const answer = await fetch(`${simulated.url}/_sim/world`, { method: 'POST', body: world });
    const nameless = { ...known(5), id: null };
    // Where the simulator takes no such world, names cannot be ambiguous there either.
    if (answer.ok) assert.equal(await kindOf(read([...SIX.slice(0, 5), nameless])), 'malformed');
    else assert.equal((await read([...SIX.slice(0, 5), nameless])).get('key-5')?.id, 'q-5');
  });

  it('does not fetch thousands to read three', async () => {
    await begin(1_050);
    const live = await read(SIX.slice(0, 3));
    assert.equal(live.size, 3);
    const lists = asked.filter((one) => one === 'list').length;
    assert.ok(lists === 1 && asked.length <= 4, asked.join());
  });

  it('follows the pages while they are fewer than what is left to find', async () => {
    await begin(100);
    const late = Array.from({ length: 40 }, (_, at) => known(60 + at));
    const live = await read([...SIX, ...late]);
    assert.deepEqual([live.size, asked], [46, ['list', 'list']]);
  });

  it('confirms by its id what a list that lags does not have yet', async () => {
    await begin();
    await simulated.control('faults', {
      kind: 'queue',
      effect: { type: 'staleList', seconds: 600 },
    });
    const created = await client.create('queue', { name: 'Queue 50', skill: 'a' });
    const live = await read([...SIX, { ...known(50), id: created.id }]);
    assert.deepEqual(live.get('key-50'), created);
    assert.deepEqual(asked, ['list', created.id]);
  });

  it('is not misled by a list that lags behind what the ledger knows', async () => {
    await begin();
    await simulated.control('faults', {
      kind: 'queue',
      effect: { type: 'staleList', seconds: 600 },
    });
    const before = await found(client, 'queue', 'Queue 1');
    const written = await client.update(before, { ...before.body, skill: 'new' });
    const tellsNews = ({ body }: LiveResource): boolean => body['skill'] !== 'new';
    const live = await read([...SIX.slice(2), { ...known(1), tellsNews }]);
    assert.deepEqual(live.get('key-1'), written);
  });

  for (const status of [400, 403, 404])
    it(`reads one by one where the list is refused with ${status}`, async () => {
      await begin();
      await simulated.control('faults', {
        route: '^/api/v2/routing/queues$',
        count: 0,
        effect: { type: 'status', status },
      });
      assert.equal((await read(SIX)).size, 6);
      assert.equal(asked.length, 7);
    });

  it('says that the platform is out of order where the list does', async () => {
    await begin();
    await simulated.control('faults', {
      route: '^/api/v2/routing/queues$',
      count: 0,
      effect: { type: 'status', status: 503 },
    });
    assert.equal(await kindOf(read(SIX)), 'unavailable');
  });
});

describe('reading by list: a platform that lists in part', () => {
  it('reads by itself what its list cuts short or has no name for', async () => {
    const whole = (id: string): object => ({ id, name: `Queue ${id.slice(2)}`, skill: 'a' });
    await withServer(
      (seen, response) => {
        if (seen.path === '/oauth/token')
          return sendJson(response, 200, { access_token: 'token', expires_in: 3600 });
        const id = seen.path.split('/').at(-1) ?? '';
        if (id.startsWith('q-')) return sendJson(response, 200, whole(id), { etag: '"1"' });
        const entities = [whole('q-0'), { id: 'q-1', name: 'Queue 1' }, { id: 'q-2' }];
        sendJson(response, 200, { entities, pageCount: 1 });
      },
      async ({ url }) => {
        const client = createGuideClient({
          org: bindingOf('east', url),
          credentials: async () => ({ clientId: 'id', clientSecret: 'hush' }),
        });
        const reading = { client, options: {}, oneByOne: false, goOn: () => {} };
        const live = await readResources(reading, [0, 1, 2].map(known));
        const versions = [0, 1, 2].map((at) => live.get(`key-${at}`)?.version);
        assert.deepEqual(versions, [null, '"1"', '"1"']);
        assert.ok([...live.values()].every(({ body }) => body['skill'] === 'a'));
      },
    );
  });
});
