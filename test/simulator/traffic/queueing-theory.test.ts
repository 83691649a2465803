import assert from 'node:assert/strict';
import { startMs } from '../sample-world.js';
import { bareOrg, bareWorld, experienced, hourMs } from './bare-world.js';
import { erlangA, erlangC, type Expectation, type Load } from './erlang.js';

/** Orgs do not touch each other, so each is a replication of the same experiment. */
const replications = 16;
const settlingHours = 4;
const spanHours = 10;
const spans = 3;

interface Sampled {
  abandonment: number[];
  meanWaitSeconds: number[];
}

describe('simulator: queueing theory', function () {
  this.timeout(60_000);
  const sixMinutes = { callsPerHour: 480, handleSeconds: 300 };

  it('has a closed form that gives the values known from the literature', () => {
    const known: [agents: number, abandonment: number, waitSeconds: number][] = [
      [44, 0.0314, 5.7],
      [42, 0.0484, 8.7],
      [40, 0.0709, 12.8],
      [36, 0.132, 23.8],
    ];
    for (const [agents, abandonment, waitSeconds] of known) {
      const expected = erlangA({ ...sixMinutes, agents }, 180);
      assert.ok(Math.abs(expected.abandonment - abandonment) < 0.0005, `n=${agents}`);
      assert.ok(Math.abs(expected.meanWaitSeconds - waitSeconds) < 0.05, `n=${agents}`);
    }
    // One agent at half load: half of the callers wait, for as long as a conversation lasts.
    const single = erlangC({ callsPerHour: 30, handleSeconds: 60, agents: 1 });
    assert.ok(Math.abs(single.meanWaitSeconds - 60) < 1e-9);
    const patient = erlangA({ ...sixMinutes, agents: 44 }, 1e9);
    const never = erlangC({ ...sixMinutes, agents: 44 });
    assert.ok(Math.abs(patient.meanWaitSeconds - never.meanWaitSeconds) < 0.01);
  });

  const impatient: [load: Load, patienceSeconds: number][] = [
    [{ ...sixMinutes, agents: 36 }, 180],
    [{ ...sixMinutes, agents: 40 }, 180],
    [{ ...sixMinutes, agents: 42 }, 180],
    [{ ...sixMinutes, agents: 44 }, 180],
    [{ callsPerHour: 240, handleSeconds: 180, agents: 10 }, 60],
    [{ callsPerHour: 60, handleSeconds: 240, agents: 5 }, 120],
  ];
  for (const [load, patienceSeconds] of impatient) {
    it(`agrees with Erlang A: ${describeLoad(load)}, patience ${patienceSeconds} s`, () => {
      agrees(sample(load, patienceSeconds), erlangA(load, patienceSeconds), 0.05);
    });
  }

  const patient: Load[] = [
    { ...sixMinutes, agents: 47 },
    { callsPerHour: 240, handleSeconds: 180, agents: 15 },
  ];
  for (const load of patient) {
    it(`agrees with Erlang C where nobody gives up: ${describeLoad(load)}`, () => {
      agrees(sample(load, null), erlangC(load), 0.15);
    });
  }

  it('counts a wrap-up as time in which the agent is not free', () => {
    // Two exponential phases in a row wait less than one of the same mean, by (1 + cv²) / 2 = 3/4
    // of Erlang C for one agent (Pollaczek and Khinchine).
    const load = { callsPerHour: 30, handleSeconds: 60, agents: 1 };
    const sampled = sample({ ...load, handleSeconds: 30 }, null, 30);
    const { meanWaitSeconds } = erlangC(load);
    agrees(sampled, { abandonment: 0, meanWaitSeconds: meanWaitSeconds * 0.75 }, 0.05);
  });
});

function describeLoad({ callsPerHour, handleSeconds, agents }: Load): string {
  return `${callsPerHour} calls/h of ${handleSeconds} s, ${agents} agents`;
}

/** What replicated orgs experience after their beginnings are forgotten. */
function sample(load: Load, patienceSeconds: number | null, wrapUpSeconds = 0): Sampled {
  const { callsPerHour, handleSeconds, agents } = load;
  const ids = Array.from({ length: replications }, (_, index) => `org-${index}`);
  const callers = { perHour: callsPerHour, patienceSeconds };
  const world = bareWorld(
    ids.map((id) => bareOrg(id, callers, { agents, handleSeconds, wrapUpSeconds })),
  );
  const totals = ids.map(() => ({ callers: 0, abandoned: 0, waitSeconds: 0 }));
  for (let span = 0; span < spans; span += 1) {
    const fromHour = settlingHours + span * spanHours;
    world.advance(startMs + (fromHour + spanHours + 1) * hourMs);
    for (const [index, total] of totals.entries()) {
      const { wait, abandoned } = experienced(
        world,
        ids[index] ?? '',
        fromHour,
        fromHour + spanHours,
      );
      total.callers += wait.callers;
      total.abandoned += abandoned;
      total.waitSeconds += wait.sumSeconds;
    }
  }
  return {
    abandonment: totals.map((total) => total.abandoned / total.callers),
    meanWaitSeconds: totals.map((total) => total.waitSeconds / total.callers),
  };
}

function agrees(sampled: Sampled, expected: Expectation, largestError: number): void {
  for (const figure of ['abandonment', 'meanWaitSeconds'] as const) {
    const { mean, standardError } = summary(sampled[figure]);
    const difference = Math.abs(mean - expected[figure]);
    const found = `${figure} ${mean} ± ${standardError}, expected ${expected[figure]}`;
    assert.ok(difference <= 3 * standardError, found);
    // An error so large that everything agrees would prove nothing.
    assert.ok(standardError <= largestError * expected[figure], found);
  }
}

function summary(values: number[]): { mean: number; standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
