import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { loginUrlOf } from '../../../src/platforms/genesys-cloud/login-url.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { factsOf, wireErrorOf } from '../../http/api-under-test.js';
import { genesysWorld } from '../../simulator/genesys-cloud/sample-world.js';
import { simulateGenesys, type SimulatedGenesys } from './simulated.js';

describe('Genesys Cloud client: access', () => {
  let sim: SimulatedGenesys;
  let client: OrgClient;
  beforeEach(async () => {
    sim = await simulateGenesys({ frozen: true });
    client = sim.connect();
  });
  afterEach(() => sim.close());

  it('logs in at the host beside the API’s, in every region', () => {
    for (const [api, login] of [
      ['https://api.mypurecloud.com', 'https://login.mypurecloud.com'],
      ['https://api.mypurecloud.de/', 'https://login.mypurecloud.de'],
      ['https://api.usw2.pure.cloud', 'https://login.usw2.pure.cloud'],
      ['https://api.use2.us-gov-pure.cloud', 'https://login.use2.us-gov-pure.cloud'],
    ] as const)
      assert.equal(loginUrlOf(api), login);
  });

  it('proves credentials and permissions, for as long as the client’s tokens last', async () => {
    const { expiresAt, scopes } = await client.acquireToken(client.scopesFor(['flow', 'trunk']));
    assert.equal(expiresAt, '2026-03-03T09:00:00.000Z');
    assert.ok(scopes.includes('architect:flow:publish') && scopes.includes('architect:*:*'));
    const reader = await sim.connect('reader').acquireToken(['routing:queue:view']);
    assert.equal(reader.expiresAt, '2026-03-02T09:10:00.000Z');
  });

  it('names every permission that is missing, and the client, before any write', async () => {
    const reader = sim.connect('reader');
    const error = await wireErrorOf(reader.acquireToken(reader.scopesFor(['queue'], ['flow'])));
    assert.equal(error.facts.kind, 'forbidden');
    assert.match(error.message, /north-reader of reader lack .*architect:flow:view/);
    assert.match(error.message, /routing:queue:edit/);
    assert.doesNotMatch(error.message, /routing:queue:view|north-secret/);
    assert.deepEqual(await reader.grantedScopes(), ['routing:queue:view']);
    const write = reader.create('queue', { name: 'Night' });
    assert.deepEqual(
      [(await factsOf(write)).kind, (await factsOf(reader.list('flow'))).kind],
      ['forbidden', 'forbidden'],
    );
  });

  it('proves credentials alone where the platform does not tell of permissions', async () => {
    const route = '/api/v2/authorization/subjects/me';
    await sim.fault({ type: 'status', status: 403 }, { route, count: 0 });
    assert.equal(await client.grantedScopes(), null);
    assert.deepEqual((await client.acquireToken(['routing:queue:edit'])).scopes, []);
  });

  it('asks for least permissions: to read, to watch, and to change what is changed', () => {
    const watching = [
      'analytics:conversationAggregate:view',
      'analytics:queueObservation:view',
      'routing:queue:view',
    ];
    assert.deepEqual(client.scopesFor([]), watching);
    assert.deepEqual(client.scopesFor([], ['trunk', 'queue']), [
      ...watching,
      'telephony:plugin:all',
    ]);
    assert.deepEqual(
      client.scopesFor(['strategy']).filter((one) => !watching.includes(one)),
      [
        'architect:datatable:view',
        'architect:datatableRow:add',
        'architect:datatableRow:delete',
        'architect:datatableRow:edit',
      ],
    );
  });

  it('takes the permissions that grant the same for those that it asks for', async () => {
    const grants = (...scopes: string[]): Parameters<typeof genesysWorld>[0] => ({
      clients: [{ clientId: 'north-client', clientSecret: 'north-secret', scopes }],
    });
    const watching = [...client.scopesFor([])];
    const world = genesysWorld(
      grants(...watching, 'architect:datatable:*', 'routing:skill:manage', 'routing:skill:view'),
    );
    const other = await simulateGenesys({ frozen: true }, world);
    try {
      const some = other.connect();
      await some.acquireToken(some.scopesFor(['strategy']));
      const skills = some.scopesFor(['skill']).filter((one) => one.startsWith('routing:skill'));
      assert.deepEqual(skills, [
        'routing:skill:create',
        'routing:skill:delete',
        'routing:skill:view',
      ]);
      await some.acquireToken(skills);
    } finally {
      await other.close();
    }
  });

  it('takes a throttled login for a limit, not for a refused client', async () => {
    await sim.fault({ type: 'rateLimit' }, { id: 'throttled', kind: 'token' });
    const error = await wireErrorOf(client.read('queue', 'north-support'));
    assert.deepEqual([error.facts.kind, error.facts.status], ['rateLimited', 400]);
    await sleep((error.facts.retryAfterMs ?? 0) + 20);
    assert.equal((await client.read('queue', 'north-support'))?.name, 'Support');
  });

  it('asks once more after a revoked token, and not again after a revoked client', async () => {
    await client.read('queue', 'north-support');
    await sim.fault({ type: 'revokeTokens' }, { kind: 'queue' });
    assert.equal((await client.read('queue', 'north-support'))?.name, 'Support');
    await sim.fault({ type: 'revokeClient' }, { clientId: 'north-client' });
    const error = await wireErrorOf(client.read('queue', 'north-support'));
    assert.equal(error.facts.kind, 'unauthorized');
    assert.doesNotMatch(JSON.stringify([error.message, error.facts]), /secret/);
  });

  it('stays away for as long as a 429 says, also before the counter is out', async () => {
    const effect = { type: 'rateLimit', retryAfterSeconds: 9 };
    await sim.fault(effect, { kind: 'queue' });
    const facts = await factsOf(client.read('queue', 'north-support'));
    assert.deepEqual([facts.kind, facts.code], ['rateLimited', 'too.many.requests.retry.after']);
    assert.equal(facts.retryAfterMs, 9_000);
    const impatient = client.read('queue', 'north-support', { longestWaitMs: 10 });
    assert.equal((await factsOf(impatient)).kind, 'rateLimited');
  });

  it('reads the counter as used, and its reset as seconds from now', async () => {
    const headers = {
      'inin-ratelimit-allowed': '300',
      'inin-ratelimit-count': '300',
      'inin-ratelimit-reset': '40',
    };
    await sim.fault({ type: 'status', status: 503, headers }, { kind: 'queue' });
    await assert.rejects(client.read('queue', 'north-support'), /503/);
    const next = await factsOf(client.read('queue', 'north-support', { longestWaitMs: 1_000 }));
    assert.equal(next.kind, 'rateLimited');
    assert.ok((next.retryAfterMs ?? 0) > 30_000 && (next.retryAfterMs ?? 0) <= 41_000);
  });

  it('sees its own org only: the hierarchy is the manifest’s', async () => {
    const told = { parentRealOrgId: null, enabled: true, region: null, businessUnit: null };
    assert.deepEqual(await client.discover(), [{ realOrgId: 'north', name: 'Org north', ...told }]);
    assert.equal(client.hierarchy, 'manifest');
    const { nowMs } = await client.platformTime();
    assert.ok(Math.abs(nowMs - Date.parse('2026-03-02T09:00:00Z')) < 1_000, String(nowMs));
  });
});
