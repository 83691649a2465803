import assert from 'node:assert/strict';
import type { OrgClient } from '../../../src/platforms/port.js';
import { objectionOf } from '../../../src/platforms/nice-cxone/tokens.js';
import { factsOf, wireErrorOf } from '../../http/api-under-test.js';
import { sendJson, withServer } from '../../http/tiny-server.js';
import { recordBefore, type Recorded } from '../recorder.js';
import { simulateCxone, TENANTS, type SimulatedCxone } from './simulated.js';

const MINUTE_MS = 60_000;
const DISCOVERY = '/.well-known/cxone-configuration';

describe('NICE CXone client: access', () => {
  let sim: SimulatedCxone;
  beforeEach(async () => {
    sim = await simulateCxone();
  });
  afterEach(() => sim.close());

  const advance = (minutes: number): Promise<unknown> =>
    sim.control('clock', { advanceMs: minutes * MINUTE_MS });

  it('asks by the access key alone, or by the application that its secret names', async () => {
    for (const credentials of ['acme', 'console']) {
      const client = sim.connect(credentials);
      const proof = await client.acquireToken(['whatever']);
      assert.deepEqual(proof.scopes, []);
      const { nowMs } = await client.platformTime();
      assert.ok(Math.abs(Date.parse(proof.expiresAt) - nowMs - 60 * MINUTE_MS) < 2_000);
      const [tenant] = await client.discover();
      assert.deepEqual([tenant?.realOrgId, tenant?.name], [TENANTS.acme, 'Brand acme']);
    }
  });

  it('lets go of a token at 80 % of its life', async () => {
    const seen: Recorded[] = [];
    const login = await recordBefore(sim.binding('acme').baseUrl, seen);
    try {
      const client = sim.connect('acme', { loginUrl: login.url });
      const tokens = (): number => seen.filter(({ method }) => method === 'POST').length;
      await client.discover();
      await advance(47);
      await client.discover();
      assert.equal(tokens(), 1);
      await advance(2);
      // The first answer tells the time, the second goes by it.
      await client.discover();
      await client.discover();
      assert.equal(tokens(), 2);
    } finally {
      login.close();
    }
  });

  it('refuses the access key of another tenant before anything is asked of that one', async () => {
    const client = sim.connect('acme', { realOrgId: TENANTS.bolt });
    const error = await wireErrorOf(client.discover());
    assert.equal(error.facts.kind, 'unauthorized');
    assert.match(error.message, new RegExp(`${TENANTS.acme}, and org_id says ${TENANTS.bolt}`));
    assert.deepEqual(await sim.journal(), []);
  });

  it('takes no token that does not tell of which tenant it is', () => {
    const objection = objectionOf('acme', 'tenant-1');
    const token = (claims: string): string => `x.${Buffer.from(claims).toString('base64url')}.y`;
    assert.equal(objection({ id_token: token('{"tenantId":"tenant-1"}') }), null);
    for (const grant of [
      {},
      { id_token: 'x' },
      { id_token: token('{}') },
      { id_token: token('no JSON') },
      { id_token: token('{"tenantId":""}') },
      { id_token: token('{"tenantId":7}') },
    ])
      assert.match(objection(grant) ?? '', /does not tell of which tenant/);
  });

  it('tells an unknown tenant from a resource that is not there', async () => {
    const answer = { error: 'not_found', error_description: 'no tenant' };
    await withServer(
      ({ method }, response) => sendJson(response, method === 'GET' ? 404 : 200, answer),
      async ({ url }) => {
        const client = sim.connect('acme', { baseUrl: url, loginUrl: sim.binding('acme').baseUrl });
        const error = await wireErrorOf(client.read('queue', '4101'));
        assert.equal(error.facts.kind, 'rejected');
        assert.match(error.message, /knows no tenant .*org_id of acme/);
      },
    );
  });

  it('takes no address that is none', async () => {
    for (const api_endpoint of ['', 'nowhere', 'https://user@api.example.com', 7, null])
      await withServer(
        (_, response) => sendJson(response, 200, { api_endpoint }),
        async ({ url }) => {
          const loginUrl = sim.binding('acme').baseUrl;
          const client = sim.connect('acme', { baseUrl: url, loginUrl });
          assert.equal((await factsOf(client.read('queue', '4101'))).kind, 'malformed');
        },
      );
  });

  it('follows a tenant to another cluster at once, where the old one is gone or knows it no more', async () => {
    const { baseUrl, realOrgId } = sim.binding('acme');
    const asked = await fetch(`${baseUrl}${DISCOVERY}?tenantId=${realOrgId}`);
    const { api_endpoint: apiUrl } = (await asked.json()) as { api_endpoint: string };
    let at = '';
    const answered = ({ path }: Recorded, text: string): string | null =>
      path === DISCOVERY ? text.replace(apiUrl, at) : null;
    const base = await recordBefore(baseUrl, [], { answered });
    const told = async (url: string): Promise<OrgClient> => {
      at = url;
      const client = sim.connect('acme', { baseUrl: base.url });
      await client.acquireToken([]);
      at = apiUrl;
      return client;
    };
    try {
      const gone = await recordBefore(apiUrl, []);
      gone.close();
      const left = await told(gone.url);
      assert.equal((await factsOf(left.read('queue', '4101'))).kind, 'noAnswer');
      assert.ok((await left.read('queue', '4101')) !== null);
      await withServer(
        (_, response) => sendJson(response, 401, { error: 'invalid_token' }),
        async ({ url, seen }) => {
          assert.ok((await (await told(url)).read('queue', '4101')) !== null);
          assert.equal(seen.length, 1);
        },
      );
    } finally {
      base.close();
    }
  });

  it('waits out a refusal without headers, for all requests of the tenant and of no other', async () => {
    const client = sim.connect();
    await client.acquireToken([]);
    await sim.fault({ type: 'rateLimit', retryAfterSeconds: 60 }, { orgId: 'acme', method: 'GET' });
    const refused = await factsOf(client.read('queue', '4101'));
    assert.equal(refused.kind, 'rateLimited');
    const { retryAfterMs = 0 } = refused;
    // By jitter, as nobody says how long.
    assert.ok(retryAfterMs >= 50 && retryAfterMs <= 1_000, `${retryAfterMs} ms`);
    const held = await factsOf(client.discover({ longestWaitMs: 0 }));
    assert.equal(held.kind, 'rateLimited');
    assert.equal((await sim.connect('bolt').discover()).length, 1);
  });

  it('names neither secret nor token in what goes wrong', async () => {
    await sim.fault({ type: 'revokeClient' }, {});
    for (const credentials of ['acme', 'console']) {
      const error = await wireErrorOf(sim.connect(credentials).discover());
      assert.equal(error.facts.kind, 'unauthorized', credentials);
      assert.doesNotMatch(`${error.message} ${JSON.stringify(error.facts)}`, /-secret/);
    }
  });

  it('has a tree by the manifest only, and rights that nobody tells', async () => {
    const client = sim.connect();
    assert.equal(client.hierarchy, 'manifest');
    assert.equal(await client.grantedScopes(), null);
    assert.deepEqual(client.scopesFor(['point_of_contact']), [
      'Business Unit: View',
      'Points of Contact: Edit',
      'Points of Contact: View',
      'Real-Time API: View',
      'Reporting API: View',
    ]);
    const ofScripts = client.scopesFor(['flow']);
    assert.ok(ofScripts.includes('Studio Scripts: Delete'));
    assert.ok(ofScripts.includes('Points of Contact: View'));
    assert.ok(!client.scopesFor(['queue']).includes('ACD Skills: Delete'));
  });
});
