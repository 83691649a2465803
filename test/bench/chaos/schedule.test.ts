import assert from 'node:assert/strict';
import { fleetOf } from '../../../bench/chaos/fleet.js';
import { FAULT_KINDS, incidentText } from '../../../bench/chaos/incident.js';
import { isReached, noProgress } from '../../../bench/chaos/run/progress.js';
import { scheduleOf } from '../../../bench/chaos/schedule.js';

const FLEET = fleetOf('guide');
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

describe('schedule of a chaos run', () => {
  it('is the same for the same seed, and another one for another', () => {
    assert.deepEqual(scheduleOf(7, FLEET), scheduleOf(7, FLEET));
    const texts = SEEDS.map((seed) => {
      const { incidents, release } = scheduleOf(seed, FLEET);
      return JSON.stringify([release, incidents]);
    });
    assert.ok(new Set(texts).size > 195);
  });

  it('has every kind of fault in more than a tenth of 200 runs, since not all of them come to fire', () => {
    for (const kind of FAULT_KINDS) {
      const runs = SEEDS.filter((seed) =>
        scheduleOf(seed, FLEET).incidents.some(({ what }) => what.kind === kind),
      );
      assert.ok(runs.length >= 30, `${kind}: ${runs.length}`);
    }
  });

  it('depends on nothing but what the rollout does', () => {
    const progress = noProgress();
    assert.ok(isReached({ at: 'start' }, progress));
    assert.ok(!isReached({ at: 'write', nth: 3 }, progress));
    progress.writes = 3;
    assert.ok(isReached({ at: 'write', nth: 3 }, progress));
    progress.states.add('judging');
    assert.ok(isReached({ at: 'state', state: 'judging' }, progress));
    progress.gates.push('plan', 'expand-40');
    assert.ok(isReached({ at: 'gate', nth: 2 }, progress));
    assert.ok(!isReached({ at: 'gate', nth: 3 }, progress));
  });

  it('can be read by people', () => {
    const text = incidentText({
      when: { at: 'write', nth: 3 },
      what: { kind: 'server restart', downMs: 5 },
    });
    assert.equal(text, 'at write 3: server restart {"downMs":5}');
  });
});
