import { planning, planningBriefly, waiting } from '../activity-options.js';
import { patiently } from '../org/patience.js';
import type { Run } from './run.js';

type Body<T> = (activities: typeof planning) => Promise<T>;

/** A step of reading: where it has to wait, the board says for what. */
export function step<T>(run: Run, name: string, body: Body<T>): Promise<T> {
  return patiently(name, { brief: planningBriefly, long: planning, note: noteOn(run) }, body);
}

/** The same without an end: while waves are live, a Git host that is away is no reason to take them back. */
export function steadfast<T>(run: Run, name: string, body: Body<T>): Promise<T> {
  return patiently(name, { brief: planningBriefly, long: waiting, note: noteOn(run) }, body);
}

function noteOn(run: Run): (text: string) => Promise<void> {
  return async (text) => {
    if (text !== '') run.record.notice(text);
  };
}
