import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

/** Where a worker finds its work. */
export interface ServeOrder {
  readonly address: string;
  readonly taskQueue: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Path of the bundled workflows. */
  readonly bundle: string;
}

/** A worker that serves, or did. */
export interface PooledWorker {
  readonly pid: number;
  /** False once it has ended, be it by itself. */
  readonly isRunning: () => boolean;
  /** Somebody killed it, and sees to another. */
  readonly wasKilled: () => boolean;
  /** `kill -9`. Returns once it is gone. */
  kill(): Promise<void>;
}

/** Keeps processes with everything loaded at hand, since a worker takes seconds to load. */
export interface WorkerPool {
  /** A worker at work; one that waits takes its place in the pool. */
  serve(order: ServeOrder): Promise<PooledWorker>;
  stop(): Promise<void>;
}

const SPARES = 1;

/** `program`: what a worker's process runs. `log`: file that all of them write to. */
export function createWorkerPool(program: string, log: string): WorkerPool {
  const spares: Promise<ChildProcess>[] = [];
  const all = new Set<ChildProcess>();
  process.once('exit', () => {
    for (const child of all) child.kill('SIGKILL');
  });
  const launch = async (): Promise<ChildProcess> => {
    const output = openSync(log, 'a');
    const child = fork(program, {
      execArgv: [],
      env: environment(),
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
    all.add(child);
    child.once('exit', () => all.delete(child));
    await heard(child, 'ready', log);
    return child;
  };
  const refill = (): void => {
    while (spares.length < SPARES) {
      const spare = launch();
      spare.catch(() => undefined);
      spares.push(spare);
    }
  };
  refill();
  return {
    serve: async (order) => {
      const child = await (spares.shift() ?? launch());
      refill();
      child.send(order);
      return pooled(child);
    },
    stop: async () => {
      await Promise.allSettled(spares.splice(0));
      await Promise.all([...all].map(kill));
    },
  };
}

function pooled(child: ChildProcess): PooledWorker {
  let killed = false;
  return {
    pid: child.pid ?? 0,
    isRunning: () => !hasEnded(child),
    wasKilled: () => killed,
    kill: () => {
      killed = true;
      return kill(child);
    },
  };
}

async function heard(child: ChildProcess, word: string, log: string): Promise<void> {
  const ended = once(child, 'exit').then(() => {
    throw new Error(`a worker ended before it was ready; see ${log}`);
  });
  ended.catch(() => undefined);
  const [said] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  if (said !== word) throw new Error(`a worker said ${String(said)}; see ${log}`);
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Without any variable that would send a worker elsewhere. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TEMPORAL|ROLLCALL|OTEL)_/.test(name)),
  );
}
