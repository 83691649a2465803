import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import platformClient from 'purecloud-platform-client-v2';
import { startMs } from '../sample-world.js';
import { goThrough, logIn } from './official-login.js';
import { flowYaml, transferTo } from './sample-world.js';
import { startVendor, type Vendor } from './vendor.js';

const { ApiClient } = platformClient;

interface Extended {
  status: number;
  headers: Record<string, string>;
  body: { code: string; message: string };
}

/** What a refused call is rejected with, headers included. */
async function refusalOf(call: () => Promise<unknown>): Promise<Extended> {
  ApiClient.instance.setReturnExtendedResponses(true);
  try {
    await call();
  } catch (error) {
    return error as Extended;
  } finally {
    ApiClient.instance.setReturnExtendedResponses(false);
  }
  throw new Error('the call was not refused');
}

describe('simulator: Genesys Cloud by its official client', () => {
  const routing = new platformClient.RoutingApi();
  const architect = new platformClient.ArchitectApi();
  const analytics = new platformClient.AnalyticsApi();
  let vendor: Vendor;
  beforeEach(async () => {
    vendor = await startVendor();
    await logIn(vendor);
  });
  afterEach(() => vendor.close());

  const interval = (from: number, to: number): string =>
    [from, to].map((minute) => new Date(startMs + minute * 60_000).toISOString()).join('/');

  it('logs in and is told how long the token lasts', async () => {
    const { tokenExpiryTime = 0 } = await logIn(vendor);
    assert(Math.abs(tokenExpiryTime - Date.now() - 86_400_000) < 60_000);
    const me = await new platformClient.OrganizationApi().getOrganizationsMe();
    assert.deepEqual([me.id, me.name], ['north', 'Org north']);
  });

  it('is refused with a wrong secret and with a token that is no more', async () => {
    goThrough(vendor.loginUrl);
    const login = ApiClient.instance.loginClientCredentialsGrant('north-client', 'guess');
    await assert.rejects(login, /401/);
    goThrough(vendor.apiUrl);
    await vendor.control('faults', { effect: { type: 'revokeTokens' } });
    const { status, body } = await refusalOf(() => routing.getRoutingQueues());
    assert.deepEqual([status, body.code], [401, 'bad.credentials']);
  });

  it('creates, reads, replaces and deletes a queue', async () => {
    const created = await routing.postRoutingQueues({ name: 'Sales', description: 'new' });
    const id = created.id ?? '';
    assert.deepEqual((await routing.getRoutingQueue(id)).description, 'new');
    const replaced = await routing.putRoutingQueue(id, { name: 'Sales' });
    assert.equal(replaced.description, undefined);
    assert.equal(replaced.skillEvaluationMethod, 'BEST');
    await routing.deleteRoutingQueue(id);
    assert.equal((await refusalOf(() => routing.getRoutingQueue(id))).status, 404);
  });

  it('turns the pages of a listing', async () => {
    for (let number = 1; number <= 30; number += 1) {
      await routing.postRoutingQueues({ name: `Queue ${number}` });
    }
    const first = await routing.getRoutingQueues();
    assert.deepEqual([first.pageSize, first.total, first.pageCount], [25, 33, 2]);
    const second = await routing.getRoutingQueues({ pageNumber: 2 });
    assert.deepEqual([second.entities?.length, second.nextUri], [8, undefined]);
    const named = await routing.getRoutingQueues({ name: 'Queue 1*' });
    assert.equal(named.total, 11);
  });

  it('publishes a flow by a job and rolls it back', async () => {
    const job = await architect.postFlowsJobs();
    const { presignedUrl = '', headers = {}, id = '' } = job;
    assert.equal((await architect.getFlowsJob(id)).status, 'Registered');
    const yaml = flowYaml({ ending: transferTo('Overflow') });
    assert.equal((await fetch(presignedUrl, { method: 'PUT', headers, body: yaml })).status, 200);
    await vendor.advance(2);
    assert.equal((await architect.getFlowsJob(id)).status, 'Started');
    await vendor.advance(8);
    const done = await architect.getFlowsJob(id, { expand: ['messages'] });
    assert.deepEqual([done.status, done.flow?.id], ['Success', 'north-welcome']);
    assert.equal((await architect.getFlow('north-welcome')).publishedVersion?.id, '2.0');

    const operation = await architect.postFlowsActionsPublish('north-welcome', { version: '1.0' });
    assert.equal(operation.complete, false);
    await vendor.advance(10);
    const flow = await architect.getFlow('north-welcome');
    assert.deepEqual([flow.publishedVersion?.id, flow.currentOperation?.complete], ['1.0', true]);
    assert.equal((await architect.getFlowVersions('north-welcome')).total, 2);
  });

  it('is told the reasons of a job that fails', async () => {
    const { presignedUrl = '', headers = {}, id = '' } = await architect.postFlowsJobs();
    const yaml = flowYaml({ ending: transferTo('Nowhere') });
    await fetch(presignedUrl, { method: 'PUT', headers, body: yaml });
    await vendor.advance(10);
    const { status, messages = [] } = await architect.getFlowsJob(id, { expand: ['messages'] });
    assert.equal(status, 'Failure');
    assert.match(messages[0]?.text ?? '', /the queue 'Nowhere' cannot be found/);
  });

  it('locks a flow, and is refused by the lock of a person', async () => {
    const checkedOut = await architect.postFlowsActionsCheckout('north-welcome');
    assert.equal(checkedOut.lockedClient?.id, 'north-client');
    await architect.postFlowsActionsCheckin('north-welcome');
    const again = await refusalOf(() => architect.postFlowsActionsCheckin('north-welcome'));
    assert.deepEqual([again.status, again.body.code], [409, 'architect.flow.not.locked.by.user']);
    const held = await refusalOf(() => architect.postFlowsActionsCheckout('north-held'));
    assert.deepEqual([held.status, held.body.code], [409, 'architect.flow.locked.by.user']);
  });

  it('moves weights by a row of a data table', async () => {
    const { entities = [] } = await architect.getFlowsDatatables();
    const table = entities[0]?.id ?? '';
    const rows = await architect.getFlowsDatatableRows(table, { showbrief: false });
    assert.equal(rows.total, 1);
    const row = { key: 'main', Support: 60, Overflow: 40 };
    await architect.putFlowsDatatableRow(table, 'main', { body: row });
    const read = await architect.getFlowsDatatableRow(table, 'main', { showbrief: false });
    assert.deepEqual(read, row);
  });

  it('is refused a write over a version that it has not seen', async () => {
    const ivr = await architect.getArchitectIvr('north-ivr');
    await architect.putArchitectIvr('north-ivr', { ...ivr, description: 'by another' });
    const late = await refusalOf(() => architect.putArchitectIvr('north-ivr', ivr));
    assert.deepEqual([late.status, late.body.code], [409, 'general.conflict']);
  });

  it('reads aggregates and observations', async () => {
    await vendor.advance(1200);
    const body = {
      interval: interval(0, 15),
      granularity: 'PT5M',
      groupBy: ['queueId', 'mediaType'],
      metrics: ['nOffered', 'tAnswered', 'tAbandon'],
      filter: { type: 'or', predicates: [{ dimension: 'queueId', value: 'north-support' }] },
    };
    const { results = [] } = await analytics.postAnalyticsConversationsAggregatesQuery(body);
    assert.deepEqual(
      results.map((one) => one.group),
      [{ queueId: 'north-support', mediaType: 'voice' }],
    );
    assert.equal(results[0]?.data?.length, 3);
    const metrics = results[0]?.data?.[0]?.metrics ?? [];
    const answered = metrics.find(({ metric }) => metric === 'tAnswered')?.stats;
    const { count = 0, sum = 0, max = 0 } = answered ?? {};
    assert(count > 50 && sum / count > 4000 && max > sum / count);

    const filter = { type: 'or', predicates: [{ dimension: 'queueId', value: 'north-support' }] };
    const observed = await analytics.postAnalyticsQueuesObservationsQuery({
      filter,
      metrics: ['oOnQueueUsers', 'oWaiting'],
    });
    const users = (observed.results ?? [])
      .flatMap((one) => one.data ?? [])
      .filter(({ metric }) => metric === 'oOnQueueUsers');
    assert.deepEqual(
      users.map(({ qualifier }) => qualifier),
      ['IDLE', 'INTERACTING', 'NOT_RESPONDING'],
    );
    assert(users.reduce((total, { stats }) => total + (stats?.count ?? 0), 0) >= 70);
  });

  it('is told when to come back after too many requests', async () => {
    const calls = Array.from({ length: 300 }, () => routing.getRoutingSkills());
    await Promise.all(calls);
    const { status, headers, body } = await refusalOf(() => routing.getRoutingSkills());
    assert.deepEqual([status, body.code], [429, 'too.many.requests.retry.after']);
    assert.equal(headers['inin-ratelimit-allowed'], '300');
    assert.equal(headers['inin-ratelimit-count'], '301');
    await vendor.advance(Number(headers['retry-after']));
    await routing.getRoutingSkills();
  });

  // The JavaScript client has no retry of its own, unlike its siblings: the HTTP client that it may
  // be given is the vendor's place for one.
  it('retries after a 429 by the HTTP client that it is given', async () => {
    const plain = ApiClient.instance.getHttpClient();
    const waits: number[] = [];
    class Retrying extends platformClient.DefaultHttpClient {
      override async request(options: never): Promise<unknown> {
        for (;;) {
          try {
            return await super.request(options);
          } catch (error) {
            const { response } = error as { response?: Extended };
            if (response?.status !== 429) throw error;
            waits.push(Number(response.headers['retry-after']));
            await delay(5);
          }
        }
      }
    }
    await vendor.control('faults', {
      orgId: 'north',
      kind: 'queue',
      count: 2,
      effect: { type: 'rateLimit', retryAfterSeconds: 3 },
    });
    try {
      ApiClient.instance.setHttpClient(new Retrying());
      assert.equal((await routing.getRoutingQueues()).total, 3);
      assert.deepEqual(waits, [3, 3]);
    } finally {
      ApiClient.instance.setHttpClient(plain);
    }
  });
});
