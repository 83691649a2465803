import type { CallInterval } from '../domain/canary/evidence.js';
import type { CallOptions, OrgClient } from '../platforms/port.js';
import { STEP_MINUTES, type SampleWindows, type Window } from './windows.js';

/** After so many weeks in a row without data the platform is taken to keep none. */
const EMPTY_WEEKS = 2;

/**
 * An org's intervals in all windows; those that the platform has no fresh data for are not among them.
 * @param kept those from before the deployment, where an earlier check has read them: platforms forget, and a hold may
 * last for weeks
 */
export async function fetchWindows(
  client: OrgClient,
  { before, since, earlierWeeks }: SampleWindows,
  kept: readonly CallInterval[],
  options: CallOptions,
): Promise<CallInterval[]> {
  const read = ({ fromMs, toMs }: Window): Promise<readonly CallInterval[]> =>
    client.callIntervals({ fromMs, toMs, intervalMinutes: STEP_MINUTES }, options);
  const found: CallInterval[] = [...kept];
  for (const window of kept.length > 0 ? [since] : joined(before, since))
    found.push(...(await read(window)));
  let empty = 0;
  for (const week of earlierWeeks) {
    const intervals = await read(week);
    empty = intervals.length === 0 ? empty + 1 : 0;
    if (empty === EMPTY_WEEKS) break;
    found.push(...intervals);
  }
  return found;
}

/** One request where the one begins when the other ends. */
function joined(before: Window, since: Window): Window[] {
  if (before.toMs < since.fromMs) return [before, since];
  return [{ fromMs: before.fromMs, toMs: since.toMs }];
}
