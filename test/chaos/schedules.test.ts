import assert from 'node:assert/strict';
import { check } from '../../bench/chaos/checks/check.js';
import { incidentText } from '../../bench/chaos/incident.js';
import { playSchedule } from '../../bench/chaos/run/run.js';
import { scheduleOf } from '../../bench/chaos/schedule.js';
import { openStage, type Stage } from '../../bench/chaos/stage/stage.js';
import { beQuiet } from '../e2e/temporal.js';

/** Between them lost answers, a server and a worker that die, refusals, edits, a bad release; see docs/chaos.md. */
const SEEDS = [2, 3, 4];

describe('rollouts over twelve orgs under seeded chaos', function () {
  this.timeout(900_000);
  let stage: Stage;

  before(async () => {
    beQuiet();
    stage = await openStage();
  });

  after(async () => {
    await stage?.stop();
  });

  for (const seed of SEEDS)
    it(`keep every promise with seed ${seed}`, async () => {
      const schedule = scheduleOf(seed);
      const observed = await playSchedule(stage, schedule);
      const what = schedule.incidents.map(incidentText).join('\n');
      assert.deepEqual(check(observed), [], what);
      assert.ok(observed.fired.length > 0, what);
    });
});
