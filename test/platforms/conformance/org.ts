import assert from 'node:assert/strict';
import { ResourceKind } from '../../../src/domain/resource.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { factsOf, wireErrorOf } from '../../http/api-under-test.js';
import type { Running, Subject } from './subject.js';

const MINUTE_MS = 60_000;

/** What the port promises of an org as a whole. */
export function describeOrg(subject: Subject): void {
  describe(`${subject.platform}: an org`, () => {
    let running: Running;
    let client: OrgClient;
    beforeEach(async () => {
      running = await subject.start();
      client = running.client();
    });
    afterEach(() => running.close());
    const [sample] = subject.samples;
    assert.ok(sample !== undefined);
    const readAny = (options?: object): Promise<unknown> =>
      client.read(sample.kind, 'whatever', options);

    it('has the kinds that its adapter declares, and refuses all others', async () => {
      const kinds = Object.values(ResourceKind);
      const declared = kinds.filter((kind) => client.declares(kind) !== null);
      const sampled = new Set(subject.samples.map(({ kind }) => kind));
      assert.deepEqual(declared.toSorted(), [...sampled].toSorted());
      for (const kind of declared)
        for (const named of client.declares(kind)?.names ?? [])
          assert.ok(declared.includes(named), `${kind} names a ${named}`);
      for (const kind of kinds.filter((one) => !declared.includes(one)))
        assert.equal((await factsOf(client.list(kind))).kind, 'rejected', kind);
    });

    it('asks for more rights to change than to read, and names what is missing where it is told', async () => {
      const kinds = subject.samples.map(({ kind }) => kind);
      const toRead = client.scopesFor([], kinds);
      const toChange = client.scopesFor(kinds);
      assert.deepEqual(toChange, toChange.toSorted());
      assert.ok(toRead.every((scope) => toChange.includes(scope)));
      assert.ok(toChange.length > toRead.length);
      const proof = await client.acquireToken(toChange);
      assert.ok(Date.parse(proof.expiresAt) > (await running.nowMs()));
      const granted = await running.reader().grantedScopes();
      assert.equal(granted === null, (await client.grantedScopes()) === null);
      if (granted === null) {
        assert.deepEqual(proof.scopes, []);
        return;
      }
      const error = await wireErrorOf(running.reader().acquireToken(toChange));
      assert.equal(error.facts.kind, 'forbidden');
      const missing = toChange.filter((scope) => !granted.includes(scope));
      assert.ok(missing.length > 0 && missing.every((scope) => error.message.includes(scope)));
    });

    it('is in what its own client discovers', async () => {
      const own = (await client.discover()).find((one) => one.realOrgId === running.realOrgId);
      assert.deepEqual([own?.enabled, own?.name === ''], [true, false]);
    });

    it('states the platform’s time', async () => {
      const { nowMs } = await client.platformTime();
      const truthMs = await running.nowMs();
      assert.ok(Math.abs(truthMs - nowMs) < 5 * MINUTE_MS, `${truthMs - nowMs} ms`);
    });

    it('counts its calls by interval, and takes missing data for missing', async () => {
      const toMs = Math.floor((await running.nowMs()) / MINUTE_MS) * MINUTE_MS - 20 * MINUTE_MS;
      const window = { fromMs: toMs - 15 * MINUTE_MS, toMs, intervalMinutes: 5 };
      const intervals = await client.callIntervals(window);
      assert.deepEqual(
        intervals.map(({ start }) => Date.parse(start)),
        [0, 1, 2].map((index) => window.fromMs + index * 5 * MINUTE_MS),
      );
      for (const { offered, answered, abandoned, waitSecondsTotal } of intervals) {
        assert.ok(offered > 0 && offered >= answered + abandoned);
        assert.ok(waitSecondsTotal > 0 && waitSecondsTotal < offered * 600);
      }
      const ahead = { ...window, fromMs: toMs + 60 * MINUTE_MS, toMs: toMs + 75 * MINUTE_MS };
      assert.deepEqual(await client.callIntervals(ahead), []);
      // However many requests it takes.
      await running.fault({ type: 'noData' }, { count: 0 });
      assert.deepEqual(await client.callIntervals(window), []);
    });

    it('tells of its agents, or that it does not', async () => {
      const capacity = await client.capacity();
      if (capacity === null) return;
      assert.ok(Math.abs(capacity.observedAtMs - (await running.nowMs())) < 5 * MINUTE_MS);
      const agents = capacity.queues.flatMap(({ groups }) => groups.map((group) => group.agents));
      assert.ok(agents.length > 0 && agents.every((count) => count > 0));
    });

    it('tells its troubles apart', async () => {
      await client.acquireToken([]);
      const troubles = [
        [{ type: 'status', status: 503 }, 'unavailable'],
        [{ type: 'status', status: 403 }, 'forbidden'],
        [{ type: 'status', status: 400 }, 'rejected'],
        [{ type: 'status', status: 409 }, 'conflict'],
        [{ type: 'status', status: 423 }, 'locked'],
        [{ type: 'reset' }, 'noAnswer'],
      ] as const;
      for (const [effect, expected] of troubles) {
        await running.fault(effect, { method: 'GET' });
        assert.equal((await factsOf(readAny())).kind, expected, JSON.stringify(effect));
      }
      // Where nobody answered, an adapter may ask for its address first.
      await running.fault({ type: 'truncate' }, { method: 'GET', count: 2 });
      const { there } = sample;
      assert.equal((await factsOf(client.findByName(sample.kind, there ?? 'x'))).kind, 'malformed');
    });

    it('stays away for as long as it is told to', async () => {
      await client.acquireToken([]);
      const effect = { type: 'rateLimit', retryAfterSeconds: 30 };
      await running.fault(effect, { method: 'GET' });
      const refused = await factsOf(readAny());
      assert.equal(refused.kind, 'rateLimited');
      assert.ok((refused.retryAfterMs ?? 0) > 0);
      assert.equal((await factsOf(readAny({ longestWaitMs: 1 }))).kind, 'rateLimited');
    });

    it('whose client was revoked says so, and no secret', async () => {
      await readAny();
      await running.fault({ type: 'revokeTokens' }, { method: 'GET' });
      await readAny();
      await running.fault({ type: 'revokeClient' }, {});
      const error = await wireErrorOf(readAny());
      assert.equal(error.facts.kind, 'unauthorized');
      assert.doesNotMatch(`${error.message} ${JSON.stringify(error.facts)}`, /-secret/);
    });
  });
}
