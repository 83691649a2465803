import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from './state-folder.js';

export interface ChildRequest {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}

/** A process that the demo started. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  /** Part of its command line. */
  readonly mark: string;
  /** Set once it has ended, for whatever reason. */
  ended: boolean;
}

/**
 * Starts a process whose output goes to a log file. It has a process group of its own: Ctrl-C reaches the demo only,
 * which ends its children in order, or keeps them.
 */
export async function startChild(request: ChildRequest): Promise<Child> {
  const log = await open(request.log, 'a');
  try {
    const child = spawn(request.command, [...request.args], {
      cwd: projectRoot,
      env: { ...request.env },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    const started: Child = {
      name: request.name,
      pid: child.pid ?? 0,
      log: request.log,
      mark: request.args.join(' '),
      ended: false,
    };
    child.once('exit', () => {
      started.ended = true;
    });
    child.unref();
    return started;
  } finally {
    await log.close();
  }
}

/** A command line of this project's own CLI. */
export function ownCommand(...args: readonly string[]): Pick<ChildRequest, 'command' | 'args'> {
  return {
    command: process.execPath,
    args: [path.join(projectRoot, 'bin', 'rollcall.js'), ...args],
  };
}

/**
 * Asks until the answer is not null.
 * @throws Error with the end of the log, where the process ended or took too long
 */
export async function waitUntil<Answer>(
  child: Child,
  timeoutMs: number,
  ask: () => Promise<Answer | null>,
  signal?: AbortSignal,
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && !child.ended) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (signal?.aborted === true) throw new Error('interrupted');
    await delay(100);
  }
  const why = child.ended ? 'ended' : `was not ready after ${timeoutMs / 1000} s`;
  throw new Error(`the ${child.name} ${why}; see ${child.log}: ${await lastLine(child.log)}`);
}

async function lastLine(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  return lines.at(-1) ?? '';
}

/** True while a process with this id runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const GRACE_MS = 5_000;

/** Ends processes one after the other: asks first, and makes sure after some seconds. */
export async function endProcesses(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    if (!tell(pid, 'SIGTERM')) continue;
    const deadline = Date.now() + GRACE_MS;
    while (isRunning(pid) && Date.now() < deadline) await delay(50);
    if (isRunning(pid)) tell(pid, 'SIGKILL');
  }
}

function tell(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
