import assert from 'node:assert/strict';
import { quantile, tallyOf, type RunResult } from '../../../bench/chaos/tally.js';
import { FAULT_KINDS } from '../../../bench/chaos/incident.js';
import { compensatingSince, wallTimeOf } from '../../../bench/trip/compensating.js';
import { MadeUpRun, SUB } from './made-up-run.js';

const run = (part: Partial<RunResult> = {}): RunResult => ({
  seed: 1,
  seconds: 10,
  falseAlarm: false,
  fired: FAULT_KINDS,
  violations: [],
  ...part,
});

describe('tally of chaos runs', () => {
  it('misses nothing where all went well, and a violation where there is one', () => {
    assert.deepEqual(tallyOf([run(), run()]).missed, []);
    const { missed, figures } = tallyOf([run({ violations: [{ promise: 'b', what: 'x' }] })]);
    assert.deepEqual(missed, ['violations']);
    assert.equal(figures['violations.b'], 1);
  });

  it('takes the false alarms that the judge allows itself, and no more', () => {
    const runs = (alarms: number): RunResult[] =>
      Array.from({ length: 40 }, (_, at) => run({ falseAlarm: at < alarms }));
    assert.deepEqual(tallyOf(runs(2)).missed, []);
    assert.deepEqual(tallyOf(runs(3)).missed, ['falseAlarms.share']);
  });

  it('asks of 200 runs, and of no fewer, that every kind of fault fired in a tenth', () => {
    const rare = (runs: number): RunResult[] =>
      Array.from({ length: runs }, (_, at) => run({ fired: at < 19 ? FAULT_KINDS : [] }));
    assert.deepEqual(tallyOf(rare(199)).missed, []);
    assert.equal(tallyOf(rare(200)).missed.length, FAULT_KINDS.length);
  });

  it('misses a median that is too slow', () => {
    assert.deepEqual(tallyOf([run({ seconds: 25 })]).missed, ['seconds.median']);
    assert.equal(quantile([3, 1, 2], 0.5), 2);
    assert.equal(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9), 9);
  });
});

describe('the first compensating write', () => {
  it('is a second change or an end, not a first change that still comes after the trip', () => {
    const made = new MadeUpRun();
    made.deploy(SUB);
    made.write('gc-prod-003', 'flow', { name: 'IVR 2.1' });
    assert.equal(compensatingSince(made.writes, 2), null);
    made.takeBack(SUB);
    assert.equal(compensatingSince(made.writes, 2)?.seq, 4);
    assert.equal(compensatingSince(made.writes, 4)?.method, 'DELETE');
  });

  it('is placed on the clock of the wall', () => {
    const clock = { wallMs: 1_000, platformMs: Date.parse('2026-01-01T00:00:00Z'), scale: 900 };
    assert.equal(wallTimeOf('2026-01-01T00:15:00Z', clock), 2_000);
  });
});
