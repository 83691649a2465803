import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { erlangA, type QueueLoad } from '../../../src/domain/capacity/erlang-a.js';
import { erlangB, erlangC } from '../../../src/domain/capacity/erlang-c.js';

interface Vectors {
  readonly erlangA: readonly (QueueLoad & {
    readonly within: number;
    readonly abandonmentRatio: number;
    readonly meanWaitSeconds: number;
    readonly answeredWaitSeconds: number;
    readonly waitRatio: number;
    readonly serviceLevel: number;
    readonly turbotabAbandonment: number;
  })[];
  readonly erlangBC: readonly {
    readonly agents: number;
    readonly erlangs: number;
    readonly blocked: number;
    readonly waits: number;
  }[];
}

const here = path.dirname(fileURLToPath(import.meta.url));
const vectors = JSON.parse(
  readFileSync(path.join(here, '../../fixtures/erlang/vectors.json'), 'utf8'),
) as Vectors;

/** Four digits, and eight more. */
const RELATIVE = 1e-9;

function near(actual: number, expected: number, what: string, relative = RELATIVE): void {
  const error = Math.abs(actual - expected);
  const bound = Math.max(relative * Math.abs(expected), 1e-13);
  assert.ok(error <= bound, `${what}: ${actual} is not ${expected}`);
}

describe('Erlang A', () => {
  it('gives the values of the literature', () => {
    const table = [
      [44, 3.14, 5.7],
      [42, 4.84, 8.7],
      [40, 7.09, 12.8],
      [36, 13.2, 23.8],
    ] as const;
    for (const [agents, percent, seconds] of table) {
      const load = { callsPerHour: 480, handleSeconds: 300, patienceSeconds: 180, agents };
      const { abandonmentRatio, meanWaitSeconds } = erlangA(load);
      assert.equal((abandonmentRatio * 100).toPrecision(3), percent.toPrecision(3));
      assert.equal(meanWaitSeconds.toFixed(1), seconds.toFixed(1));
    }
  });

  for (const [at, vector] of vectors.erlangA.entries())
    it(`agrees with the integrals of M/M/n+G, case ${at + 1}`, () => {
      const outlook = erlangA(vector);
      near(outlook.abandonmentRatio, vector.abandonmentRatio, 'abandonment');
      near(outlook.meanWaitSeconds, vector.meanWaitSeconds, 'wait of all');
      near(outlook.answeredWaitSeconds, vector.answeredWaitSeconds, 'speed of answer');
      near(outlook.waitRatio, vector.waitRatio, 'who waits');
      near(outlook.serviceLevel(vector.within), vector.serviceLevel, 'service level');
    });

  it('is no approximation such as turbotab has under that name', () => {
    const worst = vectors.erlangA.map((one) => one.turbotabAbandonment / one.abandonmentRatio);
    assert.ok(Math.max(...worst) > 2, 'the oracle became exact: compare with it directly');
  });

  it('has the Erlang B and C of turbotab as its limits', () => {
    for (const { agents, erlangs, blocked, waits } of vectors.erlangBC) {
      const load = { agents, callsPerHour: erlangs * 20, handleSeconds: 180 };
      near(erlangB(erlangs, agents), blocked, 'Erlang B');
      near(erlangC(load).waitRatio, waits, 'Erlang C');
      near(erlangA({ ...load, patienceSeconds: 0 }).abandonmentRatio, blocked, 'no patience');
      near(erlangA({ ...load, patienceSeconds: Infinity }).waitRatio, waits, 'endless patience');
      const patient = erlangA({ ...load, patienceSeconds: 1e9 });
      near(patient.waitRatio, waits, 'near endless patience', 1e-4);
      near(patient.meanWaitSeconds, erlangC(load).meanWaitSeconds, 'wait of the patient', 1e-4);
      near(patient.serviceLevel(20), erlangC(load).serviceLevel(20), 'level of the patient', 1e-4);
    }
  });

  const load = fc.record({
    callsPerHour: fc.double({ min: 0.01, max: 50_000, noNaN: true }),
    handleSeconds: fc.double({ min: 1, max: 3_600, noNaN: true }),
    agents: fc.integer({ min: 1, max: 3_000 }),
    patienceSeconds: fc.double({ min: 0.1, max: 1e5, noNaN: true }),
  });

  it('loses as many as its patience and its waits say: P(Ab) = θ · E[W]', () => {
    fc.assert(
      fc.property(load, (one) => {
        const { abandonmentRatio, meanWaitSeconds } = erlangA(one);
        near(meanWaitSeconds / one.patienceSeconds, abandonmentRatio, 'θ·E[W]', 1e-9);
      }),
    );
  });

  it('is made of probabilities, and busies agents with those who do not give up', () => {
    fc.assert(
      fc.property(load, fc.double({ min: 0, max: 600, noNaN: true }), (one, within) => {
        const outlook = erlangA(one);
        const { abandonmentRatio, waitRatio, occupancyRatio } = outlook;
        const level = outlook.serviceLevel(within);
        for (const ratio of [abandonmentRatio, waitRatio, occupancyRatio, level])
          assert.ok(ratio >= 0 && ratio <= 1, String(ratio));
        assert.ok(level <= 1 - abandonmentRatio + 1e-9);
        near(outlook.serviceLevel(1e7), 1 - abandonmentRatio, 'all who are answered', 1e-6);
        assert.ok(outlook.serviceLevel(within + 1) >= level - 1e-12);
      }),
    );
  });

  it('more agents lose fewer, more callers lose more', () => {
    fc.assert(
      fc.property(load, fc.integer({ min: 1, max: 50 }), (one, more) => {
        const now = erlangA(one).abandonmentRatio;
        const staffed = erlangA({ ...one, agents: one.agents + more }).abandonmentRatio;
        const busier = erlangA({ ...one, callsPerHour: one.callsPerHour * (1 + more / 50) });
        assert.ok(staffed <= now + 1e-12);
        assert.ok(busier.abandonmentRatio >= now - 1e-12);
      }),
    );
  });

  it('stands the extremes', () => {
    const base = { callsPerHour: 480, handleSeconds: 300, agents: 40, patienceSeconds: 180 };
    const none = erlangA({ ...base, callsPerHour: 0 });
    assert.deepEqual([none.abandonmentRatio, none.serviceLevel(0)], [0, 1]);
    const deserted = erlangA({ ...base, agents: 0 });
    assert.deepEqual([deserted.abandonmentRatio, deserted.meanWaitSeconds], [1, 180]);
    const endless = erlangA({ ...base, patienceSeconds: Infinity });
    assert.deepEqual([endless.abandonmentRatio, endless.meanWaitSeconds], [0, Infinity]);
    // What is beyond the agents is lost, whatever the size.
    const flood = erlangA({ ...base, callsPerHour: 1e8, agents: 10_000 });
    near(flood.abandonmentRatio, 1 - 10_000 / ((1e8 / 3600) * 300), 'flood', 1e-6);
    const huge = erlangA({ ...base, callsPerHour: 1_190_000, agents: 100_000 });
    assert.ok(huge.abandonmentRatio > 0 && huge.abandonmentRatio < 1e-3);
    const drop = erlangA({ ...base, callsPerHour: 1e-9 });
    assert.ok(drop.abandonmentRatio < 1e-12 && drop.serviceLevel(0) > 0.999);
    const stubborn = erlangA({ ...base, patienceSeconds: 1e9 });
    near(stubborn.abandonmentRatio * 1e9, stubborn.meanWaitSeconds, 'stubborn', 1e-9);
  });
});
