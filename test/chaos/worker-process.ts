import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ownCommand } from '../../src/cli/demo/processes.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import type { Enterprise } from '../e2e/enterprise.js';

/** A worker as operators run it: a process of its own, which can be killed like one. */
export interface WorkerProcess {
  readonly pid: number;
  /** `kill -9`: nothing of it gets a chance to tidy up. Returns once it is gone. */
  kill(): Promise<void>;
  /** Throws, with the end of its log, when it ended though nobody killed it. */
  mustRun(): Promise<void>;
}

/** Where a worker finds its work. */
export interface WorkerPlace {
  readonly address: string;
  readonly taskQueue: string;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `rollcall worker` over the enterprise. Returns at once: the work it does shows that it is there. */
export async function startWorkerProcess(
  enterprise: Enterprise,
  { address, taskQueue }: WorkerPlace,
): Promise<WorkerProcess> {
  const log = path.join(enterprise.root, 'state', 'worker.log');
  const { command, args } = ownCommand('worker');
  const output = await open(log, 'a');
  const child = spawn(command, [...args], {
    cwd: projectRoot,
    env: {
      ...baseEnvironment(),
      ...enterprise.variables,
      TEMPORAL_ADDRESS: address,
      ROLLCALL_TASK_QUEUE: taskQueue,
    },
    stdio: ['ignore', output.fd, output.fd],
  });
  await once(child, 'spawn');
  await output.close();
  running.add(child);
  let killed = false;
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      killed = true;
      if (!hasEnded(child)) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
      running.delete(child);
    },
    mustRun: async () => {
      if (!killed && hasEnded(child))
        throw new Error(`the worker ended by itself: ${await endOf(log)}`);
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** The variables of this process without any that would send the worker elsewhere. */
function baseEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TEMPORAL|ROLLCALL)_/.test(name)),
  );
}

async function endOf(log: string): Promise<string> {
  return (await readFile(log, 'utf8')).slice(-2000);
}
