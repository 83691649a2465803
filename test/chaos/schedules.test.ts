import assert from 'node:assert/strict';
import { check } from '../../bench/chaos/checks/check.js';
import { fleetOf } from '../../bench/chaos/fleet.js';
import { incidentText } from '../../bench/chaos/incident.js';
import { playSchedule } from '../../bench/chaos/run/run.js';
import { scheduleOf } from '../../bench/chaos/schedule.js';
import { openStage, type Stage } from '../../bench/chaos/stage/stage.js';
import { beQuiet } from '../e2e/temporal.js';

/** Between them lost answers, a server and a worker that die, refusals, edits, a bad release; see docs/chaos.md. */
const SEEDS = { guide: [2, 3, 4], mixed: [2] } as const;

for (const platform of ['guide', 'mixed'] as const)
  describe(`rollouts over twelve orgs (${platform}) under seeded chaos`, function () {
    this.timeout(900_000);
    let stage: Stage;

    before(async () => {
      beQuiet();
      stage = await openStage({ platform });
    });

    after(async () => {
      await stage?.stop();
    });

    for (const seed of SEEDS[platform])
      it(`keep every promise with seed ${seed}`, async () => {
        const schedule = scheduleOf(seed, fleetOf(platform));
        const observed = await playSchedule(stage, schedule);
        const what = schedule.incidents.map(incidentText).join('\n');
        assert.deepEqual(check(observed), [], what);
        assert.ok(observed.fired.length > 0, what);
      });
  });
