import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { survey } from '../../src/planning/survey.js';
import type { PlanningDeps } from '../../src/planning/deps.js';
import { load, type Loaded } from '../../src/planning/loaded.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { withTlsServer } from '../http/tls-server.js';
import { sendJson, withServer } from '../http/tiny-server.js';
import { releaseOf, removeFolders, temporaryFolder } from '../release/fixture.js';
import { bindingOf, kindOf, simulate, type Simulated } from './guide/simulated.js';

describe('an org in trouble', () => {
  let sim: Simulated;
  beforeEach(async () => {
    sim = await simulate({ requestTimeoutMs: 1_000 });
  });
  afterEach(() => sim.close());
  after(removeFolders);

  async function westWorks(): Promise<void> {
    assert.equal((await sim.connect('west').read('queue', 'west-queue'))?.name, 'Support');
  }

  it('whose client was revoked costs only itself', async () => {
    await sim.control('faults', { orgId: 'east', effect: { type: 'revokeClient' } });
    const east = sim.connect('east');
    assert.equal(await kindOf(east.read('queue', 'east-queue')), 'unauthorized');
    await westWorks();
  });

  it('that is throttled keeps only itself waiting', async () => {
    await sim.control('faults', {
      orgId: 'east',
      kind: 'queue',
      effect: { type: 'status', status: 429, headers: { 'Retry-After': '600' } },
    });
    const east = sim.connect('east');
    assert.equal(await kindOf(east.read('queue', 'east-queue')), 'rateLimited');
    const impatient = east.read('queue', 'east-queue', { longestWaitMs: 5_000 });
    assert.equal(await kindOf(impatient), 'rateLimited');
    await westWorks();
  });

  it('that answers nobody holds its own connections only, however many ask', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      const east = sim.connect('east', { baseUrl: `http://127.0.0.1:${port}` });
      const asked = Array.from({ length: 24 }, () => kindOf(east.read('queue', 'east-queue')));
      await westWorks();
      assert.deepEqual(new Set(await Promise.all(asked)), new Set(['noAnswer']));
      // Eight turns at a time, which share one request for a token.
      assert.ok(sockets.size <= 3, `${sockets.size} connections`);
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });

  it('whose name or certificate is wrong costs only itself', async () => {
    const lost = sim.connect('east', { baseUrl: 'https://east.invalid' });
    assert.equal(await kindOf(lost.read('queue', 'east-queue')), 'noAnswer');
    await withTlsServer(async ({ url }) => {
      const distrusted = sim.connect('east', { baseUrl: url });
      assert.equal(await kindOf(distrusted.read('queue', 'east-queue')), 'noAnswer');
    });
    await westWorks();
  });

  it('has no more connections than requests may be under way', async () => {
    let open = 0;
    let most = 0;
    await withServer(
      (seen, response) => {
        if (seen.path === '/oauth/token')
          return sendJson(response, 200, { access_token: 't', expires_in: 3600 });
        most = Math.max(most, (open += 1));
        setTimeout(() => {
          open -= 1;
          sendJson(response, 200, { id: 'x', name: 'Main' }, { etag: '"1"' });
        }, 20);
      },
      async ({ url }) => {
        const platforms = createPlatforms({
          secrets: { read: async () => ({ clientId: 'c', clientSecret: 's' }) },
          maxConcurrent: 3,
        });
        const client = platforms.connect(bindingOf('east', url));
        await Promise.all(Array.from({ length: 30 }, () => client.read('queue', 'x')));
      },
    );
    assert.equal(most, 3);
  });

  it('whose answers would break whoever reads them leaves a survey to the others', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    await withServer(
      ({ path, text, headers }, response) => {
        if (path === '/oauth/token') {
          const client = new URLSearchParams(text).get('client_id');
          return sendJson(response, 200, { access_token: client, expires_in: 3600 });
        }
        if (headers.authorization !== 'Bearer org-1')
          return sendJson(response, 200, { entities: [], pageCount: 1 });
        const one = `{"id":"q","name":"Support","a":${deep}}`;
        const isList = path.includes('?');
        response
          .writeHead(200, { etag: '"1"' })
          .end(isList ? '{"entities":[{"id":"q","name":"Support"}],"pageCount":1}' : one);
      },
      async ({ url }) => {
        const orgs = ['org-0', 'org-1', 'org-2'];
        const { deps, loaded } = await loadedFor(orgs, url);
        const surveyed = await survey(deps, loaded, orgs, { mayBeMissing: () => true });
        assert.deepEqual([...surveyed.keys()], ['org-0', 'org-2']);
      },
    );
  });

  it('does not keep a survey from the others, even where ten are slow at once', async () => {
    const orgs = Array.from({ length: 30 }, (_, index) => `org-${index}`);
    const isSlow = (org: string): boolean => Number(org.slice('org-'.length)) < 10;
    const answered: string[] = [];
    const held: (() => void)[] = [];
    await withServer(
      ({ path, text, headers }, response) => {
        if (path === '/oauth/token') {
          const client = new URLSearchParams(text).get('client_id');
          return sendJson(response, 200, { access_token: client, expires_in: 3600 });
        }
        const org = headers.authorization?.slice('Bearer '.length) ?? '';
        const answer = (): void => {
          answered.push(org);
          sendJson(response, 200, { entities: [], pageCount: 1 });
          // The slow ones answer once all the others have been read.
          if (answered.length === 20) for (const late of held.splice(0)) late();
        };
        if (isSlow(org) && answered.length < 20) held.push(answer);
        else answer();
      },
      async ({ url }) => {
        const { deps, loaded } = await loadedFor(orgs, url);
        const surveyed = await survey(deps, loaded, orgs, {});
        assert.equal(surveyed.size, 30);
      },
    );
    assert.deepEqual(answered.slice(0, 20).filter(isSlow), []);
  });
});

/** A release with one queue for each of these orgs, all at one address; each one's client is named as the org. */
async function loadedFor(
  orgs: readonly string[],
  url: string,
): Promise<{ deps: PlanningDeps; loaded: Loaded }> {
  const member = 'region: east, carrier: alder, time_zone: Europe/Berlin';
  const release = releaseOf({
    'manifest.yaml': `deployment_targets:\n  - { group: all, org_ids: [${orgs.join(', ')}], components: [queues] }\n`,
    'components/routing.yaml': null,
    'templates/main.yaml': null,
    'templates/routing.json': null,
    'environments/test.yaml': [
      `simulated: true`,
      `platforms: { guide: { base_url: ${url} } }`,
      `orgs:`,
      ...orgs.map(
        (org) =>
          `  ${org}: { platform: guide, org_id: real-${org}, ${member}, credentials: "file:${org}" }`,
      ),
    ].join('\n'),
  });
  const repository = join(temporaryFolder(), 'ledger.git');
  await createGitLedger(repository);
  const deps: PlanningDeps = {
    releases: { load: async () => release },
    ledger: await openGitLedger({ repository }),
    platforms: createPlatforms({
      secrets: {
        read: async (reference) => ({
          clientId: reference.slice('file:'.length),
          clientSecret: 'any',
        }),
      },
      requestTimeoutMs: 60_000,
    }),
  };
  return { deps, loaded: await load(deps, { commit: release.commit, environment: 'test' }) };
}
