import type { Clearance } from '../../activities/types.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import { releaseLineCommand, tripCommand } from './commands.js';
import { askAgainWhereLapsed } from './gate.js';
import { orgsOf, ownId } from './record.js';
import type { Run } from './run.js';
import { untilStaffed, type Staffing } from './staffing.js';
import { steadfast } from './step.js';

/**
 * Somebody may take a freeze back: looked at anew this often, less often later, since a wait may last for weeks and
 * every look costs history. A line that is released wakes rollouts by itself.
 */
const LOOKS = [
  { upTo: 8, minutes: 15 },
  { upTo: 8 + 7 * 24, minutes: 60 },
  { upTo: Infinity, minutes: 6 * 60 },
];

/**
 * Waits until no freeze, no business hours, nobody's hold and no stopped line keeps the wave from going on, the agents for it are
 * there, and what opened its gates still counts.
 */
export async function untilClear(run: Run, wave: PlannedWave): Promise<void> {
  let overruled = false;
  for (let again = true; again;) {
    const waited = await untilLetThrough(run, wave);
    // Whoever overrules a shortage speaks of the agents of that hour.
    const staffing: Staffing = overruled && !waited ? 'enough' : await untilStaffed(run, wave);
    overruled = (overruled && !waited) || staffing === 'overruled';
    const lapsed = await askAgainWhereLapsed(run, wave.index, waited || staffing !== 'enough');
    // While agents were waited for, a freeze may have begun.
    again = lapsed || staffing !== 'enough';
  }
}

/** True where that took its time. */
async function untilLetThrough(run: Run, wave: PlannedWave): Promise<boolean> {
  const before = run.record.state;
  const name = `clearance/${wave.name}`;
  let waited = '';
  for (let looks = 1; ; looks += 1) {
    const { heard } = run.wake;
    const { reasons, waitMs, lineStopped } = await look(run, wave);
    if (reasons.length === 0) break;
    const what = `wave ${wave.name} to be let through: ${reasons.join('; ')}`;
    if (what !== waited) {
      const release = lineStopped ? [releaseLineCommand()] : [];
      run.record.enter('awaitingClearance', { what, commands: [...release, tripCommand(ownId())] });
      if (waited === '')
        run.notifyMeanwhile('clearanceWaits', what, { incident: { name, state: 'open' } });
      waited = what;
    }
    const longest = LOOKS.find(({ upTo }) => looks <= upTo)?.minutes ?? Infinity;
    const minutes = Math.min(longest, (waitMs ?? Infinity) / 60_000);
    await run.wake.since(heard, run.wallMs(minutes), what.slice(0, 200));
  }
  if (waited === '') return false;
  run.record.notice(`wave ${wave.name} may go on`);
  run.notifyMeanwhile('answered', `wave ${wave.name} may go on`, {
    incident: { name, state: 'closed' },
  });
  run.record.enter(before);
  return true;
}

function look(run: Run, wave: PlannedWave): Promise<Clearance> {
  const { scope } = run;
  const { emergency } = run.input;
  const summary = `freezes and holds before wave ${wave.name}`;
  return steadfast(run, `clearance of wave ${wave.name}`, (a) =>
    a.checkClearance.executeWithOptions({ summary }, [{ scope, orgs: orgsOf(wave), emergency }]),
  );
}
