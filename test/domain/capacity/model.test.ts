import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  forecastFrom,
  hourOfWeek,
  volumeWithin,
  WEEK_HOURS,
} from '../../../src/domain/capacity/forecast.js';
import { capacityGate, shortageText, type QueueAhead } from '../../../src/domain/capacity/gate.js';
import { steadyHandleSeconds } from '../../../src/domain/capacity/handle-time.js';
import { project } from '../../../src/domain/capacity/projection.js';
import {
  isQualified,
  qualifiedAgents,
  shareOutAgents,
} from '../../../src/domain/capacity/staffing.js';
import { wavesByVolume } from '../../../src/domain/capacity/wave-volume.js';
import { seededRandom } from '../../../src/domain/random.js';

const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2026, 2, 2);
const ASSUMPTIONS = {
  shrinkageRatio: 0.25,
  maxOccupancyRatio: 0.85,
  upliftRatio: 0.1,
  patienceSeconds: 120,
};

describe('forecast volume', () => {
  it('knows the hour of the week in the org’s own time', () => {
    assert.equal(hourOfWeek(MONDAY, 0), 24);
    assert.equal(hourOfWeek(MONDAY, -HOUR_MS), 23);
    assert.equal(hourOfWeek(0, 0), 4 * 24);
  });

  it('is that of the same hours of earlier weeks, and unknown where there are none', () => {
    const history = [60, 80, 100].map((calls, week) => ({
      atMs: MONDAY + 9 * HOUR_MS - week * WEEK_HOURS * HOUR_MS,
      calls,
    }));
    const forecast = forecastFrom(history, 0);
    const nine = forecast[hourOfWeek(MONDAY + 9 * HOUR_MS, 0)];
    assert.equal(nine?.meanCalls, 80);
    assert.ok((nine?.highCalls ?? 0) > 100, 'three weeks say little about one in ten');
    assert.equal(forecast.filter((hour) => hour !== null).length, 1);
    const within = (fromMs: number, toMs: number) => volumeWithin(forecast, { fromMs, toMs }, 0);
    const at = MONDAY + 9 * HOUR_MS;
    assert.equal(within(at, at + HOUR_MS / 2)?.meanCalls, 80);
    assert.equal(within(at, at + 2 * HOUR_MS), null, 'ten o’clock is unknown, not zero');
  });

  it('nine of ten hours have no more than the high forecast', () => {
    const random = seededRandom('forecast');
    // Sums of many small chances: Poisson, near enough.
    const count = (mean: number): number =>
      Array.from({ length: mean * 20 }, () => (random.unit() < 0.05 ? 1 : 0)).reduce<number>(
        (sum, one) => sum + one,
        0,
      );
    for (const weeks of [4, 26]) {
      let covered = 0;
      const trials = 400;
      for (let trial = 0; trial < trials; trial += 1) {
        const history = Array.from({ length: weeks }, (_, week) => ({
          atMs: MONDAY - week * WEEK_HOURS * HOUR_MS,
          calls: count(40),
        }));
        const high = forecastFrom(history, 0)[24]?.highCalls ?? 0;
        if (count(40) <= high) covered += 1;
      }
      assert.ok(covered / trials > 0.84 && covered / trials < 0.97, `${weeks}: ${covered}`);
    }
  });

  it('a span over several hours has their mean', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(500), { minLength: WEEK_HOURS, maxLength: WEEK_HOURS }),
        fc.integer({ min: 1, max: 40 }),
        (calls, hours) => {
          const history = calls.map((count, at) => ({ atMs: MONDAY + at * HOUR_MS, calls: count }));
          const span = { fromMs: MONDAY, toMs: MONDAY + hours * HOUR_MS };
          const volume = volumeWithin(forecastFrom(history, 0), span, 0);
          const mean = calls.slice(0, hours).reduce((sum, one) => sum + one, 0) / hours;
          assert.ok(Math.abs((volume?.meanCalls ?? -1) - mean) < 1e-6);
          assert.ok((volume?.highCalls ?? 0) >= (volume?.meanCalls ?? 1) - 1e-9);
        },
      ),
    );
  });
});

const SKILLS = ['billing', 'english', 'german'] as const;
const groups = fc.array(fc.record({ skills: fc.subarray([...SKILLS]), agents: fc.nat(40) }), {
  maxLength: 6,
});
const demands = fc.array(
  fc.record({
    skills: fc.subarray([...SKILLS], { maxLength: 2 }),
    erlangs: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 60, noNaN: true })),
  }),
  { minLength: 1, maxLength: 4 },
);

describe('agents with several skills', () => {
  it('are counted once in all, and only for those whom they can answer', () => {
    fc.assert(
      fc.property(groups, demands, (staff, callers) => {
        const shares = shareOutAgents(staff, callers);
        const all = staff.reduce((sum, { agents }) => sum + agents, 0);
        assert.ok(shares.reduce((sum, one) => sum + one, 0) <= all + 1e-6);
        for (const [at, share] of shares.entries()) {
          const demand = callers[at] ?? { skills: [] };
          assert.ok(share >= 0 && share <= qualifiedAgents(staff, demand) + 1e-6);
        }
        const wanted = staff.filter((group) =>
          callers.some((one) => one.erlangs > 0 && isQualified(group, one)),
        );
        const used = wanted.reduce((sum, { agents }) => sum + agents, 0);
        assert.ok(Math.abs(shares.reduce((sum, one) => sum + one, 0) - used) < 1e-6);
      }),
    );
  });

  it('go to whom fewer others can answer', () => {
    const staff = [
      { skills: ['english'], agents: 10 },
      { skills: ['english', 'german'], agents: 10 },
    ];
    const [english, german] = shareOutAgents(staff, [
      { skills: ['english'], erlangs: 10 },
      { skills: ['german'], erlangs: 10 },
    ]);
    assert.ok(Math.abs((english ?? 0) - 10) < 0.1 && Math.abs((german ?? 0) - 10) < 0.1);
  });
});

describe('handle time', () => {
  it('of a queue with few calls is that of all, with many its own', () => {
    const queues = [
      { handleSeconds: 900, handledCalls: 1 },
      { handleSeconds: 300, handledCalls: 10_000 },
      { handleSeconds: null, handledCalls: 0 },
    ];
    const [few = 0, many = 0, none = 0] = steadyHandleSeconds(queues) ?? [];
    assert.ok(few > 300 && few < 310, String(few));
    assert.ok(Math.abs(many - 300) < 1, String(many));
    assert.ok(Math.abs(none - 300) < 1, String(none));
    assert.equal(steadyHandleSeconds([{ handleSeconds: null, handledCalls: 0 }]), null);
  });

  it('lies between its own and that of all', () => {
    const queue = fc.record({
      handleSeconds: fc.double({ min: 1, max: 3_600, noNaN: true }),
      handledCalls: fc.integer({ min: 1, max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(queue, { minLength: 1, maxLength: 8 }), (queues) => {
        const calls = queues.reduce((sum, one) => sum + one.handledCalls, 0);
        const all =
          queues.reduce((sum, one) => sum + one.handledCalls * one.handleSeconds, 0) / calls;
        for (const [at, steady] of (steadyHandleSeconds(queues) ?? []).entries()) {
          const own = queues[at]?.handleSeconds ?? Number.NaN;
          assert.ok(steady >= Math.min(own, all) - 1e-9 && steady <= Math.max(own, all) + 1e-9);
        }
      }),
    );
  });
});

describe('projection', () => {
  const load = fc.record({
    callsPerHour: fc.double({ min: 0, max: 2_000, noNaN: true }),
    handleSeconds: fc.double({ min: 30, max: 900, noNaN: true }),
    agents: fc.double({ min: 0, max: 200, noNaN: true }),
  });

  it('counts shrinkage, uplift and the occupancy that people stand', () => {
    const { erlangs, neededAgents, availableAgents, capacityRatio } = project(
      { callsPerHour: 120, handleSeconds: 300, agents: 16 },
      ASSUMPTIONS,
    );
    assert.ok(Math.abs(erlangs - 11) < 1e-9);
    assert.ok(Math.abs(neededAgents - 11 / 0.85) < 1e-9);
    assert.equal(availableAgents, 12);
    assert.ok(Math.abs(capacityRatio - 12 / (11 / 0.85)) < 1e-9);
  });

  it('a little more of an agent is never worse, more callers never better', () => {
    fc.assert(
      fc.property(load, fc.double({ min: 0.01, max: 3, noNaN: true }), (one, more) => {
        const now = project(one, ASSUMPTIONS).abandonmentRatio;
        const staffed = project({ ...one, agents: one.agents + more }, ASSUMPTIONS);
        assert.ok(staffed.abandonmentRatio <= now + 1e-9);
        const busier = project(
          { ...one, callsPerHour: one.callsPerHour * (1 + more) },
          ASSUMPTIONS,
        );
        assert.ok(busier.abandonmentRatio >= now - 1e-9);
      }),
    );
  });
});

describe('the capacity gate', () => {
  const RULE = { assumptions: ASSUMPTIONS, minCapacityRatio: 1 };
  const queueOf = (agentsByHour: readonly (number | null)[], callsPerHour = 120): QueueAhead => ({
    org: 'org_sub_002',
    queue: 'support',
    spans: agentsByHour.map((agents, hour) => ({
      fromMs: MONDAY + hour * HOUR_MS,
      toMs: MONDAY + (hour + 1) * HOUR_MS,
      groups: agents === null ? null : [{ skills: ['english'], agents }],
      demands: [{ skills: ['english'], callsPerHour }],
      handleSeconds: 300,
    })),
  });

  it('opens where everybody is there', () => {
    assert.deepEqual(capacityGate([queueOf([20, 20])], RULE), {
      open: true,
      shortages: [],
      unknown: [],
    });
  });

  it('says who is missing, by how many, and until when', () => {
    const { open, shortages } = capacityGate([queueOf([20, 12, 10, 20])], RULE);
    assert.equal(open, false);
    const [short] = shortages;
    assert.equal(short?.agentsShort, 8);
    assert.equal(
      shortageText(short ?? assert.fail()),
      'org_sub_002, support: 8 agent(s) with english short until 2026-03-02T03:00Z',
    );
    assert.equal(short?.fromMs, MONDAY + HOUR_MS);
  });

  it('says where it lasts longer than it looked', () => {
    const [short] = capacityGate([queueOf([20, 12])], RULE).shortages;
    assert.equal(short?.untilMs, null);
    assert.match(shortageText(short ?? assert.fail()), /short beyond the window/);
  });

  it('does not open on what nobody knows', () => {
    const { open, unknown } = capacityGate([queueOf([20, null])], RULE);
    assert.equal(open, false);
    assert.deepEqual(unknown, [{ org: 'org_sub_002', queue: 'support' }]);
  });

  it('names the skill, though there are agents enough', () => {
    const queue: QueueAhead = {
      org: 'a',
      queue: 'q',
      spans: [
        {
          fromMs: MONDAY,
          toMs: MONDAY + HOUR_MS,
          groups: [{ skills: ['english'], agents: 60 }],
          demands: [
            { skills: ['english'], callsPerHour: 60 },
            { skills: ['german'], callsPerHour: 1 },
          ],
          handleSeconds: 300,
        },
      ],
    };
    const { shortages } = capacityGate([queue], RULE);
    assert.deepEqual(
      shortages.map(({ skills, agentsShort }) => [skills, agentsShort]),
      [[['german'], 1]],
    );
  });

  it('opens with just those who were missing, and not with one fewer', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: 1, max: 900 }), (agents, calls) => {
        const [short] = capacityGate([queueOf([agents], calls)], RULE).shortages;
        if (short === undefined) return;
        const { agentsShort } = short;
        assert.equal(capacityGate([queueOf([agents + agentsShort], calls)], RULE).open, true);
        const fewer = capacityGate([queueOf([agents + agentsShort - 1], calls)], RULE);
        assert.equal(fewer.open, false);
      }),
    );
  });
});

describe('waves by share of callers', () => {
  const fleet = fc.uniqueArray(
    fc.record({
      org: fc.string({ minLength: 1, maxLength: 6 }),
      stratum: fc.constantFrom('a', 'b', 'c'),
      calls: fc.integer({ min: 1, max: 5_000 }),
    }),
    { selector: ({ org }) => org, minLength: 1, maxLength: 40 },
  );
  const percents = fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 4 })
    .map((some) => [...some.toSorted((a, b) => a - b), 100]);

  it('have every org once, whatever the order in which they came', () => {
    fc.assert(
      fc.property(fleet, percents, fc.string(), (orgs, shares, seed) => {
        const waves = wavesByVolume({ orgs, percents: shares, seed });
        assert.deepEqual(waves.flat().toSorted(), orgs.map(({ org }) => org).toSorted());
        assert.deepEqual(waves, wavesByVolume({ orgs: orgs.toReversed(), percents: shares, seed }));
        assert.ok(waves.every((wave) => wave.length > 0));
      }),
    );
  });

  it('pass no share of callers, but by a single org that is larger', () => {
    fc.assert(
      fc.property(fleet, percents, (orgs, shares) => {
        const waves = wavesByVolume({ orgs, percents: shares, seed: 's' });
        const calls = new Map(orgs.map((one) => [one.org, one.calls]));
        const total = orgs.reduce((sum, one) => sum + one.calls, 0);
        let reached = 0;
        for (const [at, wave] of waves.entries()) {
          const own = wave.reduce((sum, org) => sum + (calls.get(org) ?? 0), 0);
          reached += own;
          const isWithin = reached <= (total * (shares[at] ?? 100)) / 100 + 1e-6;
          assert.ok(isWithin || wave.length === 1, `${reached} of ${total}`);
        }
      }),
    );
  });
});
