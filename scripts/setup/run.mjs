import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const progressEveryMs = 10_000;
const stopOnExit = new Set();

process.on('exit', () => {
  for (const stop of stopOnExit) stop();
});

/** Runs `stop` when this process exits before `forget` (the result) was called. */
export function onExit(stop) {
  if (stopOnExit.size === 0) {
    // Without these, Ctrl-C ends the process without its 'exit' event, and leaves things behind.
    process.on('SIGINT', exitOnInterrupt);
    process.on('SIGTERM', exitOnTerminate);
  }
  stopOnExit.add(stop);
  return () => {
    stopOnExit.delete(stop);
    if (stopOnExit.size > 0) return;
    process.off('SIGINT', exitOnInterrupt);
    process.off('SIGTERM', exitOnTerminate);
  };
}
const exitOnInterrupt = () => process.exit(130);
const exitOnTerminate = () => process.exit(143);

/**
 * Runs a command quietly, with a line every ten seconds while it takes long. Its output is shown
 * only when it fails. `keepGoing` is asked every second; what it returns is the reason to stop.
 */
export function run(command, args, { label, hint = '', cwd, env, keepGoing }) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  console.log(`setup: ${label} …${hint && ` (${hint})`}`);
  return new Promise((resolve, reject) => {
    // detached: its own process group, so that stopping it also stops what it has started.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const stop = () => killGroup(child);
    const forget = onExit(stop);
    let output = '';
    let stopped;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (output = (output + chunk).slice(-8000)));
    }
    const progress = setInterval(() => {
      console.log(`setup: ${label}: ${seconds()} s`);
    }, progressEveryMs);
    const watch = setInterval(() => {
      stopped ??= keepGoing?.(seconds());
      if (stopped !== undefined) stop();
    }, 1000);
    const settle = (failure) => {
      clearInterval(progress);
      clearInterval(watch);
      forget();
      if (failure === undefined) {
        console.log(`setup: ${label}: done in ${seconds()} s`);
        resolve(output);
      } else reject(Object.assign(new Error(`${label}: ${failure}`), { output }));
    };
    child.on('error', (error) => settle(error.message));
    child.on('close', (code, signal) => {
      if (stopped !== undefined) settle(stopped);
      else if (code === 0) settle();
      else settle(`${signal ?? `exit code ${code}`}\n${output.trim()}`);
    });
  });
}

function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** What failed and the beginning of why, on one line. */
export const headline = (error) => error.message.split('\n', 2).join(': ').slice(0, 200);

/** Runs `work` with a new directory inside `parent` (so a rename out of it is atomic). */
export async function withTemporaryDirectory(parent, work) {
  const directory = path.join(parent, `.setup-${process.pid}-${Date.now()}`);
  mkdirSync(directory, { recursive: true });
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const forget = onExit(remove);
  try {
    return await work(directory);
  } finally {
    forget();
    remove();
  }
}
