import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hoursOf, volumeFromRecent } from '../../../src/domain/capacity/forecast.js';
import { capacityGate } from '../../../src/domain/capacity/gate.js';
import { demandAfter, type DemandInput } from '../../../src/domain/capacity/queue-demand.js';
import { routingOf, sharesOf, targetsOf } from '../../../src/domain/capacity/routing.js';
import {
  ALL_QUEUES,
  queuesAhead,
  type OrgAhead,
} from '../../../src/domain/capacity/staffing-ahead.js';
import type { JsonObject } from '../../../src/domain/json.js';
import type { ResourcePlan } from '../../../src/domain/org-plan.js';

const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2026, 2, 2);

const target = (id: string | JsonObject, weight: number, priority = 1): JsonObject => ({
  type: 'Queue',
  id,
  weight,
  priority,
});

const RULE = {
  minCapacityRatio: 1,
  assumptions: { shrinkageRatio: 0, maxOccupancyRatio: 1, upliftRatio: 0, patienceSeconds: 60 },
};

describe('where a strategy sends its callers', () => {
  it('is by weight to the first priority that has any; the others are for what overflows', () => {
    const targets = [target('a', 30), target('b', 10), target('c', 60, 2), target('d', 0)];
    assert.deepEqual(sharesOf(targetsOf({ targets })), { a: 0.75, b: 0.25, c: 0, d: 0 });
    assert.deepEqual(sharesOf(targetsOf({ targets: [target('a', 0), target('b', 0, 2)] })), {
      a: 1,
      b: 0,
    });
  });

  it('is told before and after a plan, by the ids of the platform', () => {
    const desired = {
      targets: [target({ ref: 'g/queue/a' }, 40), target({ ref: 'g/queue/b' }, 60)],
    };
    const changes = [
      { path: '/targets/[id-a]/weight', from: 100, to: 40 },
      { path: '/targets/[id-b]/weight', from: 0, to: 60 },
    ];
    const plan = { action: 'modified', desired, changes, held: [] } as const;
    const idOf = (key: string): string => key.replace('g/queue/', 'id-');
    assert.deepEqual(routingOf(plan, idOf), {
      before: { 'id-a': 1, 'id-b': 0 },
      after: { 'id-a': 0.4, 'id-b': 0.6 },
    });
  });

  it('stays where a person edited it, and knows a queue that is yet to be created by its key', () => {
    const desired = {
      targets: [target({ ref: 'g/queue/a' }, 40), target({ ref: 'g/queue/new' }, 60)],
    };
    const plan: Pick<ResourcePlan, 'action' | 'desired' | 'changes' | 'held'> = {
      action: 'conflict',
      desired,
      changes: [
        { path: '/targets/[ref:g~1queue~1new]/id', to: { ref: 'g/queue/new' } },
        { path: '/targets/[ref:g~1queue~1new]/priority', to: 1 },
        { path: '/targets/[ref:g~1queue~1new]/type', to: 'Queue' },
        { path: '/targets/[ref:g~1queue~1new]/weight', to: 60 },
      ],
      held: [{ path: '/targets/[id-a]/weight', live: 20, desired: 40, reason: 'conflict' }],
    };
    const { before, after } = routingOf(plan, (key) => (key.endsWith('/a') ? 'id-a' : undefined));
    assert.deepEqual(after, { 'id-a': 0.25, 'g/queue/new': 0.75 });
    assert.deepEqual(before, { 'id-a': 1 });
  });
});

describe('the calls of each queue once a plan is carried out', () => {
  const queue = (queueId: string, handledCalls: number, waitingCalls = 0) => ({
    queueId,
    handledCalls,
    waitingCalls,
  });
  const demand = (input: Partial<DemandInput>) =>
    demandAfter({
      queues: [queue('a', 80), queue('b', 20)],
      strategies: [],
      offeredCalls: 100,
      own: new Set(['a', 'b']),
      ...input,
    });

  it('are as they were where nothing is changed, those who gave up included', () => {
    const { own, unplaced } = demand({ offeredCalls: 200 });
    assert.deepEqual(
      [...own],
      [
        ['a', 160],
        ['b', 40],
      ],
    );
    assert.equal(unplaced, false);
  });

  it('move with the weights of a strategy', () => {
    const { own, gained } = demand({
      strategies: [{ before: { a: 1, b: 0 }, after: { a: 0.5, b: 0.5 } }],
    });
    assert.deepEqual(
      [...own],
      [
        ['a', 40],
        ['b', 60],
      ],
    );
    assert.equal(gained.size, 0);
  });

  it('are counted for a queue that nobody staffs, though it handles none', () => {
    const { own } = demand({
      queues: [queue('a', 0), queue('b', 0)],
      strategies: [{ before: { a: 1, b: 0 }, after: { a: 1, b: 0 } }],
    });
    assert.equal(own.get('a'), 100);
  });

  it('are told of queues of other orgs, as far as they are more than before', () => {
    const { own, gained } = demand({
      queues: [queue('a', 50)],
      strategies: [{ before: { a: 0.5, hub: 0.5 }, after: { a: 0.1, hub: 0.9 } }],
      own: new Set(['a']),
    });
    assert.equal(own.get('a')?.toFixed(6), '20.000000');
    assert.equal(gained.get('hub')?.toFixed(6), '80.000000');
  });

  it('are not guessed where no queue handled any and no strategy says where they come', () => {
    assert.equal(demand({ queues: [queue('a', 0)] }).unplaced, true);
  });

  it('are all there, however the weights are changed', () => {
    const share = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(share, share, fc.nat(500), fc.nat(500), (before, after, a, b) => {
        const { own } = demand({
          queues: [queue('a', a + 1), queue('b', b)],
          strategies: [
            {
              before: { a: before / 100, b: 1 - before / 100 },
              after: { a: after / 100, b: 1 - after / 100 },
            },
          ],
          offeredCalls: 0,
        });
        const sum = [...own.values()].reduce((total, calls) => total + calls, 0);
        assert.ok(Math.abs(sum - (a + b + 1)) < 1e-6);
      }),
    );
  });
});

describe('the queues of an org in the time ahead', () => {
  const ahead = (more: Partial<OrgAhead> = {}): OrgAhead => ({
    org: 'org_sub_002',
    queues: [
      {
        queueId: 'a',
        name: 'Support',
        skills: ['english'],
        groups: [{ skills: ['english'], agents: 10 }],
        handleSeconds: 360,
      },
    ],
    demand: { own: new Map([['a', 100]]), gained: new Map(), unplaced: false },
    brought: new Map(),
    offeredCalls: 100,
    spans: [0, 1].map((hour) => ({
      fromMs: MONDAY + hour * HOUR_MS,
      toMs: MONDAY + (hour + 1) * HOUR_MS,
      callsPerHour: hour === 0 ? 100 : 150,
    })),
    ...more,
  });

  it('are called as the forecast of the org has it', () => {
    const [queue] = queuesAhead(ahead());
    assert.deepEqual(
      queue?.spans.map(({ demands }) => demands[0]?.callsPerHour),
      [100, 150],
    );
    const { shortages } = capacityGate(queuesAhead(ahead()), RULE);
    assert.deepEqual(
      shortages.map(({ queue, skills, agentsShort, fromMs }) => [
        queue,
        skills,
        agentsShort,
        fromMs,
      ]),
      [['Support', ['english'], 5, MONDAY + HOUR_MS]],
    );
  });

  it('get what strategies of other orgs bring, beside it', () => {
    const brought = new Map([['a', [20, 0]]]);
    const { shortages } = capacityGate(queuesAhead(ahead({ brought })), RULE);
    assert.equal(shortages[0]?.fromMs, MONDAY);
    assert.equal(shortages[0]?.agentsShort, 5);
  });

  it('are not known where the forecast, the handle time or the queue of the calls is not', () => {
    const [first, second] = ahead().spans;
    assert.ok(first !== undefined && second !== undefined);
    for (const unknown of [
      { spans: [first, { ...second, callsPerHour: null }] },
      { queues: ahead().queues.map((queue) => ({ ...queue, handleSeconds: null })) },
      { demand: { own: new Map(), gained: new Map(), unplaced: true } },
    ]) {
      const decision = capacityGate(queuesAhead(ahead(unknown)), RULE);
      assert.equal(decision.open, false, JSON.stringify(unknown));
      assert.equal(decision.unknown.length, 1);
    }
    const unplaced = { demand: { own: new Map(), gained: new Map(), unplaced: true } };
    assert.equal(queuesAhead(ahead(unplaced))[0]?.queue, ALL_QUEUES);
  });

  it('are left out where nobody calls them', () => {
    const demand = { own: new Map([['a', 0]]), gained: new Map(), unplaced: false };
    assert.deepEqual(queuesAhead(ahead({ demand })), []);
  });
});

describe('the hours of the time ahead', () => {
  it('are those of the clock, the first and the last in part', () => {
    const spans = hoursOf({ fromMs: MONDAY + 20 * 60_000, toMs: MONDAY + 80 * 60_000 });
    assert.deepEqual(
      spans.map(({ fromMs, toMs }) => [(fromMs - MONDAY) / 60_000, (toMs - MONDAY) / 60_000]),
      [
        [20, 60],
        [60, 80],
      ],
    );
  });

  it('expect more than the last hour had, by as much as chance makes', () => {
    const { meanCalls, highCalls } = volumeFromRecent(400);
    assert.equal(meanCalls, 400);
    assert.ok(highCalls > 430 && highCalls < 440, String(highCalls));
  });
});
