import assert from 'node:assert/strict';
import type { OrgPlan, ResourcePlan } from '../../src/domain/org-plan.js';
import { LedgerMissingError, LedgerRefusedError } from '../../src/ledger/port.js';
import {
  ADDRESS,
  ORG_REF,
  planOf,
  snapshotOf,
  temporaryLedger,
  type TemporaryLedger,
} from './fixture.js';

describe('the ledger of an org', () => {
  let at: TemporaryLedger;
  beforeEach(async () => {
    at = await temporaryLedger();
  });
  afterEach(() => at.remove());

  it('returns plans, snapshots and bases as they were written', async () => {
    const bases = {
      'emea_sales/queue/orders': { id: 'q-1', values: { '/name': 'Orders', '/n': null } },
    };
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    await at.ledger.writeBases(ADDRESS, bases, 'rollout r1 closed');
    assert.deepEqual(await at.ledger.readPlan(ADDRESS, 'r1'), planOf('p1'));
    assert.deepEqual(await at.ledger.readSnapshot(ADDRESS, 'r1'), snapshotOf('r1', 'p1'));
    assert.deepEqual(await at.ledger.readBases(ADDRESS), bases);
  });

  it('keeps what became of an org, resource by resource, and what a remediation made of it', async () => {
    assert.equal(await at.ledger.readOutcome(ADDRESS, 'r1'), null);
    const outcome = {
      rolloutKey: 'r1',
      closedBy: 'rollout/production/v1',
      at: '2026-03-02T09:00:00.000Z',
      org: 'emea_sales',
      state: 'stranded',
      writes: 1,
      kept: 0,
      reason: 'refused',
      command: 'rollcall remediate r1 --take-back --org emea_sales',
      resources: [
        {
          key: 'emea_sales/queue/orders',
          kind: 'queue',
          layer: 0,
          state: 'stranded',
          id: 'q-1',
          version: '"7"',
          guarantee: 'etag',
          created: true,
          reason: 'refused',
        },
      ],
    } as const;
    await at.ledger.writeOutcome(ADDRESS, outcome);
    assert.deepEqual(await at.ledger.readOutcome(ADDRESS, 'r1'), outcome);
    assert.match(
      await at.git('log', '-1', '--format=%B', ORG_REF),
      /^Outcome of emea_sales in production: stranded, rollout r1\n\n1 stranded\n/,
    );
    const later = { ...outcome, state: 'rolledBack', closedBy: 'remediation/v1' } as const;
    await at.ledger.writeOutcome(ADDRESS, later);
    assert.deepEqual(await at.ledger.readOutcome(ADDRESS, 'r1'), later);
    assert.deepEqual(await at.ledger.verify(), []);
  });

  it('keeps what was adjusted while the window was open, each decision once', async () => {
    assert.deepEqual(await at.ledger.readAdjustments(ADDRESS, 'r1'), []);
    const first = {
      number: 1,
      at: '2026-03-02T09:00:00.000Z',
      moves: [
        {
          key: 'emea_sales/strategy/routing',
          id: 's-1',
          from: { 'q-1': 50, 'q-2': 50 },
          to: { 'q-1': 34, 'q-2': 66 },
          reason: 'more calls than agents for them: queue/orders',
        },
      ],
    };
    const second = { ...first, number: 2, at: '2026-03-02T09:05:00.000Z' };
    for (const one of [first, first, second]) await at.ledger.writeAdjustment(ADDRESS, 'r1', one);
    assert.deepEqual(await at.ledger.readAdjustments(ADDRESS, 'r1'), [first, second]);
    assert.match(
      await at.git('log', '-1', '--format=%B', ORG_REF),
      /^Adjustment 2 of emea_sales in production, rollout r1\n\n\S+: 50, 50 → 34, 66: more calls/,
    );
    assert.deepEqual(await at.ledger.verify(), []);
  });

  it('tells whether another rollout brought the org elsewhere after a snapshot', async () => {
    const close = (key: string, value: string): Promise<void> =>
      at.ledger.writeBases(
        ADDRESS,
        { 'g/queue/q': { id: 'q-1', values: { '/name': value } } },
        `on release 0123abcd, rollout ${key}`,
      );
    assert.equal(await at.ledger.overtakenBy(ADDRESS, 'r1'), null, 'nothing is there');
    await close('r0', 'a');
    await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    assert.equal(await at.ledger.overtakenBy(ADDRESS, 'r1'), null, 'r0 was before');
    await close('r1', 'b');
    assert.equal(await at.ledger.overtakenBy(ADDRESS, 'r1'), null, 'its own');
    await close('r2', 'c');
    assert.equal(await at.ledger.overtakenBy(ADDRESS, 'r1'), 'on release 0123abcd, rollout r2');
  });

  it('writes sorted, indented JSON and messages for people', async () => {
    await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    const text = await at.git('show', `${ORG_REF}:rollouts/r1/snapshot.json`);
    assert.ok(text.indexOf('"alpha"') < text.indexOf('"zebra"'));
    assert.match(text, /\n {2}"plan": \{\n/);
    const log = await at.git('log', '--format=%an <%ae>%n%B', ORG_REF);
    assert.match(
      log,
      /^Rollcall <rollcall@localhost>\nSnapshot of emea_sales in production, rollout r1/,
    );
  });

  it('makes no commit for what is there already', async () => {
    for (let time = 0; time < 2; time += 1) {
      await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
      await at.ledger.writeBases(ADDRESS, {}, 'none');
    }
    assert.equal(await at.commits(ORG_REF), 2);
  });

  it('replaces a plan that was made anew', async () => {
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p2'));
    assert.equal((await at.ledger.readPlan(ADDRESS, 'r1')).digest, 'p2');
  });

  it('keeps the first snapshot of a rollout and names the commit that acknowledged it', async () => {
    const first = await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    await at.ledger.writeBases(ADDRESS, {}, 'something later');
    assert.equal(await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p2')), first);
    assert.equal((await at.ledger.readSnapshot(ADDRESS, 'r1')).plan.digest, 'p1');
    assert.equal(await at.git('cat-file', '-t', first), 'commit');
  });

  it('takes no plan that the snapshot there could not take back', async () => {
    await at.ledger.writePlan(ADDRESS, 'r1', planOf('p1'));
    const snapshotCommit = await at.ledger.writeSnapshot(ADDRESS, snapshotOf('r1', 'p1'));
    const [resource] = planOf('p1').resources;
    assert.ok(resource);
    const withChanges = (digest: string, changes: ResourcePlan['changes']): OrgPlan => ({
      ...planOf(digest),
      resources: [{ ...resource, changes }],
    });
    const rest = withChanges('rest', [{ path: '/alerting/seconds', from: 25, to: 30 }]);
    await at.ledger.writePlan(ADDRESS, 'r1', rest);
    assert.equal((await at.ledger.readPlan(ADDRESS, 'r1')).digest, 'rest');
    for (const [path, to] of [
      ['/alerting/seconds', 31],
      ['/other', 30],
    ] as const) {
      const error = new RegExp(
        `was not written.*could not take back emea_sales/queue/orders ${path}`,
      );
      await assert.rejects(
        at.ledger.writePlan(ADDRESS, 'r1', withChanges('beyond', [{ path, to }])),
        (thrown: unknown) => thrown instanceof LedgerRefusedError && error.test(thrown.message),
      );
    }
    const added: OrgPlan = { ...rest, resources: [{ ...resource, key: 'new', action: 'added' }] };
    await assert.rejects(at.ledger.writePlan(ADDRESS, 'r1', added), /new \(to be created\)/);
    assert.equal((await at.ledger.readPlan(ADDRESS, 'r1')).digest, 'rest');
    const tracesOf = (key: string): ReturnType<typeof at.ledger.readOrgTraces> =>
      at.ledger.readOrgTraces(ADDRESS.environment, [ADDRESS.org, 'no_such_org'], key);
    const nothing = { plan: null, planCommit: null, snapshotCommit: null };
    const traces = await tracesOf('r1');
    const trace = traces.get(ADDRESS.org);
    assert.deepEqual([trace?.plan?.digest, trace?.snapshotCommit], ['p1', snapshotCommit]);
    assert.equal(trace?.planCommit, await at.git('rev-parse', ORG_REF));
    assert.deepEqual(traces.get('no_such_org'), nothing);
    assert.deepEqual((await tracesOf('r2')).get(ADDRESS.org), nothing);
  });

  it('says what is missing and where; an org without bases has none', async () => {
    const missing = (error: unknown): boolean =>
      error instanceof LedgerMissingError &&
      error.message.includes(`${ORG_REF}:rollouts/r1/`) &&
      error.message.includes(at.repository);
    await assert.rejects(at.ledger.readPlan(ADDRESS, 'r1'), missing);
    assert.deepEqual(await at.ledger.readBases(ADDRESS), {});
    await at.ledger.writeBases(ADDRESS, {}, 'now the ref exists');
    await assert.rejects(at.ledger.readSnapshot(ADDRESS, 'r1'), missing);
  });

  it('refuses to write what could not be read back', async () => {
    const broken = { ...snapshotOf('r1', 'p1'), takenAt: 'yesterday' };
    await assert.rejects(at.ledger.writeSnapshot(ADDRESS, broken), /was not written: takenAt/);
  });
});
