import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FAMILIES, FLEETS } from './families.js';
import { sum, type Tally } from './measure.js';

const BATCH = 100;

interface Task {
  readonly fleet: number;
  readonly family: number;
  readonly from: number;
  readonly to: number;
}

/** Measures every family on every fleet in some processes. The tallies do not depend on their number. */
export async function runAll(runs: number, jobs: number, only: RegExp): Promise<Tally[]> {
  const tasks = tasksOf(runs, only);
  const done = new Map<string, Tally>();
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)));
    for (let task = tasks[next]; task !== undefined; task = tasks[next]) {
      next += 1;
      const tally = await ask(worker, task);
      const key = `${tally.fleet} ${tally.family}`;
      const before = done.get(key);
      done.set(key, before === undefined ? tally : sum(before, tally));
      if (task.to === runs) console.error(`${tally.fleet} ${tally.family} …`);
    }
    worker.disconnect();
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const order = FLEETS.flatMap((fleet) => FAMILIES.map((family) => `${fleet.name} ${family.name}`));
  return order.flatMap((key) => done.get(key) ?? []);
}

function tasksOf(runs: number, only: RegExp): Task[] {
  const tasks: Task[] = [];
  for (const fleet of FLEETS.keys())
    for (const [family, { name }] of FAMILIES.entries()) {
      if (!only.test(name)) continue;
      for (let from = 0; from < runs; from += BATCH)
        tasks.push({ fleet, family, from, to: Math.min(runs, from + BATCH) });
    }
  return tasks;
}

function ask(worker: ChildProcess, task: Task): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const ended = (): void =>
      reject(new Error(`a worker ended while it measured ${JSON.stringify(task)}`));
    worker.once('exit', ended);
    worker.once('message', (tally: Tally) => {
      worker.removeListener('exit', ended);
      resolve(tally);
    });
    worker.send(task);
  });
}
