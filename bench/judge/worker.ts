import { measure } from './measure.js';

/** Measures batches of runs for the process that started it. */
process.on('message', (task: { fleet: number; family: number; from: number; to: number }) => {
  process.send?.(measure(task.fleet, task.family, task.from, task.to));
});
