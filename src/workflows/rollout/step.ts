import { planning, planningBriefly } from '../activity-options.js';
import { patiently } from '../org/patience.js';
import type { Run } from './run.js';

/** A step of reading: where it has to wait, the board says for what. */
export function step<T>(
  run: Run,
  name: string,
  body: (activities: typeof planning) => Promise<T>,
): Promise<T> {
  const note = async (text: string): Promise<void> => {
    if (text !== '') run.record.notice(text);
  };
  return patiently(name, { brief: planningBriefly, long: planning, note }, body);
}
