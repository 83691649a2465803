import assert from 'node:assert/strict';
import type { CallInterval } from '../../../src/domain/canary/evidence.js';
import { secondsOf } from '../../../src/platforms/nice-cxone/duration.js';
import {
  intervalOf,
  spansOf,
  withoutTheCutOne,
  type SkillSummary,
} from '../../../src/platforms/nice-cxone/telemetry.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { WireError } from '../../../src/platforms/port.js';
import type { WorldFile } from '../../../src/simulator/world-file.js';
import { script, startMs } from '../../simulator/nice-cxone/sample-tenant.js';
import { simulateCxone, tenants, type SimulatedCxone } from './simulated.js';

const MINUTE_MS = 60_000;

describe('NICE CXone client: telemetry', () => {
  let sim: SimulatedCxone;
  let client: OrgClient;
  beforeEach(async () => {
    sim = await simulateCxone();
    client = sim.connect();
  });
  afterEach(() => sim.close());
  const past = { fromMs: startMs - 25 * MINUTE_MS, toMs: startMs - 10 * MINUTE_MS };

  it('counts the calls of all skills by interval, with the seconds behind the averages', async () => {
    const fives = await client.callIntervals({ ...past, intervalMinutes: 5 });
    assert.equal(fives.length, 3);
    for (const one of fives) {
      assert.ok(one.offered > 20 && one.answered <= one.offered);
      assert.equal(one.offered, one.answered + one.abandoned);
      const mean = one.waitSecondsTotal / one.answered;
      assert.ok(mean > 1 && mean < 120, `${mean} seconds`);
      assert.equal(one.strategyAttempts, 0, 'not told, and never taken for misses');
    }
    const ones = await client.callIntervals({ ...past, intervalMinutes: 1 });
    assert.equal(offered(ones), offered(fives));
    assert.ok(Math.abs(waited(ones) - waited(fives)) < 1);
  });

  it('leaves out what is not over, not settled yet, late or missing', async () => {
    const window = { fromMs: startMs - 20 * MINUTE_MS, toMs: startMs + 5 * MINUTE_MS };
    const minutes = async (): Promise<number[]> =>
      (await client.callIntervals({ ...window, intervalMinutes: 5 })).map(
        ({ start }) => (Date.parse(start) - startMs) / MINUTE_MS,
      );
    assert.deepEqual(await minutes(), [-20, -15, -10]);
    // Numbers end eight minutes ago: the interval that they end in is known in part only.
    await sim.fault({ type: 'lateData', seconds: 480 }, { count: 4 });
    assert.deepEqual(await minutes(), [-20, -15]);
    await sim.fault({ type: 'lateData', seconds: 720 }, { count: 4 });
    assert.deepEqual(await minutes(), [-20]);
    await sim.fault({ type: 'noData' }, { count: 0 });
    assert.deepEqual(await minutes(), []);
  });

  it('leaves out an interval in which a skill that has calls is not told of', async () => {
    const both = await simulateCxone({}, overTwoSkills());
    try {
      const here = both.connect();
      const window = { ...past, intervalMinutes: 1 };
      const all = await here.callIntervals(window);
      await both.fault({ type: 'sparseData', keep: 0.8 }, {});
      const some = await here.callIntervals(window);
      assert.ok(some.length > 0 && some.length < all.length, `${some.length} of ${all.length}`);
      const whole = new Map(all.map((one) => [one.start, one]));
      for (const one of some) assert.deepEqual(one, whole.get(one.start));
    } finally {
      await both.close();
    }
  });

  it('takes a quiet tenant’s zeros for missing', async () => {
    const { orgs, ...rest } = tenants();
    const callers = { perMinute: 0, patienceSeconds: 120, flowHangupRatioPerMinute: 0 };
    const quiet = await simulateCxone(
      {},
      {
        ...rest,
        orgs: orgs.map((org) => ({ ...org, callers: { ...callers, entryFlowId: entryOf(org) } })),
      },
    );
    try {
      const window = { ...past, intervalMinutes: 5 };
      assert.deepEqual(await quiet.connect().callIntervals(window), []);
    } finally {
      await quiet.close();
    }
  });

  it('tells who is there for each skill, whatever they do, and who waits', async () => {
    const capacity = await client.capacity();
    assert.ok(Math.abs((capacity?.observedAtMs ?? 0) - startMs) < 1_000);
    const groups = Object.fromEntries(
      (capacity?.queues ?? []).map(({ queueId, groups: of }) => [queueId, of]),
    );
    assert.deepEqual(Object.keys(groups), ['4101', '4102', '4103']);
    const [support, ...others] = groups['4101'] ?? [];
    // All but those who only finish their last call.
    const agents = support?.agents ?? 0;
    assert.ok(agents > 35 && agents <= 70, `${agents} agents`);
    assert.deepEqual([support?.skills, others], [[], []]);
    assert.deepEqual(groups['4103'], []);
    assert.ok(capacity?.queues.every(({ handleSeconds }) => handleSeconds === null));
    await sim.control('shocks', { type: 'agentsOff', orgId: 'acme', share: 0.5, minutes: 60 });
    await sim.control('clock', { advanceMs: 10 * MINUTE_MS });
    const half = (await client.capacity())?.queues.find((one) => one.queueId === '4102');
    assert.deepEqual(half?.groups, [{ skills: [], agents: 35 }]);
  });

  function entryOf({ callers }: WorldFile['orgs'][number]): string {
    return callers?.entryFlowId ?? assert.fail('no entry');
  }
});

/** The sample tenants, whose callers go to Support and to Sales by halves. */
function overTwoSkills(): WorldFile {
  const { orgs, ...rest } = tenants();
  const content = script('Voice\\Welcome', {
    actions: { 3: { name: 'CASE' }, 5: { name: 'REQAGENT' } },
    properties: { 4: { skill: 'Support' }, 5: { skill: 'Sales' } },
    branches: {
      3: [
        { label: 'Support', to: 4 },
        { label: 'Sales', to: 5 },
      ],
    },
  });
  return {
    ...rest,
    orgs: orgs.map((org) => {
      const scripts = (org.native?.['script'] ?? []).map((one) => ({ ...one, content }));
      return { ...org, native: { ...org.native, script: scripts } };
    }),
  };
}

function offered(intervals: readonly CallInterval[]): number {
  return intervals.reduce((sum, one) => sum + one.offered, 0);
}

function waited(intervals: readonly CallInterval[]): number {
  return intervals.reduce((sum, one) => sum + one.waitSecondsTotal, 0);
}

describe('an interval of summaries', () => {
  const summary = (changes: Partial<SkillSummary>): SkillSummary => ({
    mediaTypeId: 4,
    isOutbound: false,
    contactsOffered: 10,
    contactsHandled: 8,
    abandonCount: 2,
    averageSpeedToAnswer: 'PT10.5S',
    ...changes,
  });
  const of = (...summaries: SkillSummary[]): CallInterval | null =>
    intervalOf(summaries, startMs, 'acme');

  it('adds up skills; an average counts as often as calls were answered', () => {
    const sales = summary({ contactsHandled: 2, averageSpeedToAnswer: 'PT1M' });
    assert.deepEqual(of(summary({}), sales), {
      start: new Date(startMs).toISOString(),
      offered: 20,
      answered: 10,
      abandoned: 4,
      waitSecondsTotal: 204,
      strategyHits: 0,
      strategyAttempts: 0,
    });
  });

  it('is of inbound calls', () => {
    const chat = summary({ mediaTypeId: 3 });
    const outbound = summary({ isOutbound: true });
    assert.deepEqual(of(chat, outbound, summary({})), of(summary({})));
  });

  it('is missing where nobody called or a count is missing, and never zero', () => {
    assert.equal(of(), null);
    const none = { contactsOffered: 0, contactsHandled: 0, abandonCount: 0 };
    assert.equal(of(summary({ ...none, averageSpeedToAnswer: 'PT0S' })), null);
    for (const name of ['contactsOffered', 'contactsHandled', 'abandonCount'] as const)
      for (const value of [null, undefined])
        assert.equal(of(summary({}), summary({ [name]: value })), null, name);
  });

  it('with an average that cannot be read is no instant answer', () => {
    for (const averageSpeedToAnswer of [null, undefined, '', 'P', 'soon', '10'])
      assert.throws(
        () => of(summary({ averageSpeedToAnswer })),
        (error) => error instanceof WireError && error.facts.kind === 'malformed',
      );
    const unanswered = summary({ contactsHandled: 0, averageSpeedToAnswer: null });
    assert.equal(of(unanswered)?.answered, 0);
  });

  it('is left out where the data may end in it', () => {
    const one = of(summary({}));
    assert.deepEqual(withoutTheCutOne([one, one]), [one, one]);
    assert.deepEqual(withoutTheCutOne([one, null, one]), [one, null, one]);
    assert.deepEqual(withoutTheCutOne([one, one, null, null]), [one]);
    assert.deepEqual(withoutTheCutOne([one, null]), []);
    assert.deepEqual(withoutTheCutOne([null]), []);
    assert.deepEqual(withoutTheCutOne([]), []);
  });
});

describe('the requests of a window', () => {
  const window = { fromMs: 0, toMs: 15 * MINUTE_MS, intervalMinutes: 5 };
  const minutes = (settled: number): [number, number, boolean][] =>
    spansOf(window, settled * MINUTE_MS).map(({ fromMs, toMs, isWhole }) => [
      fromMs / MINUTE_MS,
      toMs / MINUTE_MS,
      isWhole,
    ]);

  it('are its intervals that are settled, and the time after them where there is any', () => {
    const whole = [
      [0, 5, true],
      [5, 10, true],
      [10, 15, true],
    ];
    assert.deepEqual(minutes(60), [...whole, [15, 20, false]]);
    assert.deepEqual(minutes(17), [...whole, [15, 17, false]]);
    assert.deepEqual(minutes(15.5), whole);
    assert.deepEqual(minutes(9), [
      [0, 5, true],
      [5, 9, false],
    ]);
    assert.deepEqual(minutes(4), []);
    assert.deepEqual(minutes(-4), []);
  });
});

describe('a duration', () => {
  it('is read in all its parts', () => {
    const durations: readonly [string, number | null][] = [
      ['PT0S', 0],
      ['PT8.25S', 8.25],
      ['PT2M3S', 123],
      ['PT1H', 3600],
      ['P1DT1S', 86_401],
      ['P1D', 86_400],
      ['P', null],
      ['PT', null],
      ['8', null],
      ['PT-1S', null],
      ['00:00:08', null],
    ];
    for (const [text, seconds] of durations) assert.equal(secondsOf(text), seconds, text);
  });
});
