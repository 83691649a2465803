import assert from 'node:assert/strict';
import type { LiveResource } from '../../../src/domain/resource.js';
import type { OrgClient, ResourcePage } from '../../../src/platforms/port.js';
import { factsOf } from '../../http/api-under-test.js';
import { declaredOf, given, type Running, type Sample, type Subject } from './subject.js';

/** What the port promises of reading and writing, for one kind. */
export function describeKind(subject: Subject, sample: Sample): void {
  const { kind, made } = sample;
  const { concurrency, write, creates, deletes, lists, off } = declaredOf(subject, sample);
  const changes = write !== 'createOnly';
  describe(`${subject.platform}: ${kind}`, () => {
    let running: Running;
    let client: OrgClient;
    let live: LiveResource;
    before(async () => {
      running = await subject.start();
    });
    after(() => running.close());
    beforeEach(async () => {
      client = running.client();
      live = (await client.findByName(kind, sample.made.name)) ?? (await given(client, sample));
    });
    const kindOf = async (work: Promise<unknown>): Promise<string> => (await factsOf(work)).kind;

    it('is read by its id and found by its exact name', async () => {
      assert.deepEqual(await client.read(kind, live.id), live);
      assert.deepEqual(await client.findByName(kind, live.name), live);
      assert.deepEqual(
        [live.kind, live.body['name'], live.body['id']],
        [kind, live.name, undefined],
      );
      assert.equal(live.version === null, concurrency === 'none');
      assert.equal(live.enabled, true);
      assert.equal(await client.read(kind, 'there-is-none'), null);
      assert.equal(await client.findByName(kind, `${live.name} `), null);
      assert.equal(await client.findByName(kind, live.name.slice(0, -1)), null);
    });

    it('is an org’s own', async () => {
      const stranger = running.stranger();
      assert.equal(await stranger.read(kind, live.id), null);
    });

    it('is listed with all that is read of it; pages tell whole bodies or nothing', async () => {
      const listed = await client.list(kind);
      assert.deepEqual(
        listed.find(({ id }) => id === live.id),
        live,
      );
      const pages: ResourcePage[] = [];
      for await (const page of client.pages(kind)) pages.push(page);
      assert.equal(pages.at(-1)?.pagesLeft, 0);
      const paged = pages.flatMap(({ resources }) => resources);
      const expected = lists === 'bodies' ? listed : [];
      assert.deepEqual(
        new Map(paged.map(({ id, body }) => [id, body])),
        new Map(expected.map(({ id, body }) => [id, body])),
      );
    });

    it('is changed to its target and back, or not at all', async () => {
      const target = sample.changed(live.body, 'one');
      if (!changes) {
        assert.equal(await kindOf(client.update(live, target)), 'rejected');
        assert.deepEqual(await client.read(kind, live.id), live);
        return;
      }
      const updated = await client.update(live, target);
      assert.deepEqual([updated.id, updated.body], [live.id, target]);
      assert.deepEqual(await client.read(kind, live.id), updated);
      assert.equal(await client.update(updated, updated.body), updated, 'nothing to do');
      const back = await client.update(updated, live.body, { priority: 'rollback' });
      assert.deepEqual(back.body, live.body);
      assert.deepEqual((await running.client().read(kind, live.id))?.body, live.body);
    });

    const ifChanges = changes ? it : () => undefined;
    ifChanges('keeps what another client wrote since it was read', async () => {
      const rival = running.rival();
      const theirs = (await rival.read(kind, live.id)) ?? assert.fail('the rival sees nothing');
      const written = await rival.update(theirs, sample.changed(theirs.body, 'theirs'));
      const mine = client.update(live, sample.changed(live.body, 'mine'));
      assert.equal(await kindOf(mine), 'preconditionFailed');
      const gone = client.remove(live);
      assert.equal(await kindOf(gone), deletes ? 'preconditionFailed' : 'rejected');
      assert.deepEqual(await client.read(kind, live.id), written);
      await rival.update(written, theirs.body, { priority: 'rollback' });
    });

    const isGuarded = concurrency === 'etag' || concurrency === 'version';
    const { byHand } = sample;
    const ifGuarded = changes && isGuarded && byHand !== null ? it : () => undefined;
    ifGuarded('is not written over an edit in the last moment before the write', async () => {
      const aim = { id: `edit of ${kind}`, method: write.toUpperCase(), resourceId: live.id };
      const by = { type: 'edit', patch: byHand, by: 'mo' };
      await running.fault(by, { ...aim, count: 1 });
      const target = sample.changed(live.body, 'mine');
      assert.equal(await kindOf(client.update(live, target)), 'preconditionFailed');
      assert.equal(await running.hits(aim.id), 1);
      const now = (await client.read(kind, live.id)) ?? assert.fail('it is gone');
      assert.notDeepEqual(now.body, target);
      assert.notEqual(now.version, live.version);
      live = await client.update(now, sample.changed(now.body, 'merged anew'));
    });

    it('is not written past a deadline, nor once it is called off', async () => {
      const target = sample.changed(live.body, 'late');
      const late = { deadlineMs: Date.now() + 100 };
      const off = { signal: AbortSignal.abort() };
      if (changes) {
        assert.equal(await kindOf(client.update(live, target, late)), 'deadline');
        assert.equal(await kindOf(client.update(live, target, off)), 'cancelled');
      }
      const other = { ...made, name: `${made.name} too` };
      const create = (options: object): Promise<string> =>
        kindOf(client.create(kind, other, options));
      assert.equal(await create(late), creates ? 'deadline' : 'rejected');
      assert.equal(await create(off), creates ? 'cancelled' : 'rejected');
      assert.deepEqual((await client.read(kind, live.id))?.body, live.body);
      assert.equal(await client.findByName(kind, other.name), null);
    });

    // A job has no one answer: its end is asked for.
    const ifAtOnce = write === 'patch' || write === 'put' ? it : () => undefined;
    ifAtOnce('is written once where the answer is lost', async () => {
      const method = sample.writtenBy ?? write.toUpperCase();
      const seen = { id: `writes of ${kind}`, method, count: 0 };
      await running.fault({ type: 'latency', ms: 0 }, seen);
      await running.fault({ type: 'dropResponse' }, { method });
      const target = sample.changed(live.body, 'lost');
      assert.equal(await kindOf(client.update(live, target)), 'noAnswer');
      const now = (await client.read(kind, live.id)) ?? assert.fail('it is gone');
      assert.deepEqual(now.body, target);
      assert.equal(await running.hits(seen.id), 1);
      await client.update(now, live.body);
    });

    it('is made once, as it was asked for, and deleted; or neither', async () => {
      if (!creates) {
        assert.equal(await kindOf(client.create(kind, made)), 'rejected');
        assert.equal(await kindOf(client.remove(live)), 'rejected');
        return;
      }
      const body = { ...made, name: `${made.name} again` };
      const created = await client.create(kind, body);
      assert.equal(created.name, body.name);
      const { isAsCreated = (one, asked) => assert.deepEqual(one.body, asked) === undefined } =
        client;
      assert.ok(isAsCreated(created, body));
      assert.deepEqual(await client.findByName(kind, body.name), created);
      assert.equal(await kindOf(client.create(kind, body)), 'conflict');
      if (!deletes) {
        assert.equal(await kindOf(client.remove(created)), 'rejected');
        return;
      }
      await client.remove(created);
      assert.equal(await client.read(kind, created.id), null);
      await client.remove(created);
    });

    const ifSwitched = off === null ? () => undefined : it;
    ifSwitched('is switched off by what the kind declares', async () => {
      const now = (await client.read(kind, live.id)) ?? assert.fail('it is gone');
      const without = await client.update(now, { ...now.body, ...off });
      assert.equal(without.enabled, false);
      assert.equal((await client.update(without, now.body)).enabled, true);
    });
  });
}
