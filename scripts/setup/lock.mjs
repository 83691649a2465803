import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onExit } from './run.mjs';

const beatMs = 2_000;
const staleAfterMs = 15_000;

/**
 * One setup at a time does `work`; others wait, and then find it done. The holder keeps touching
 * the lock file; one that is no longer touched was left by a process that died, on whatever host.
 */
export async function withLock(file, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let waits = 0; !take(file); waits++) {
    if (waits === 0) console.log('setup: another setup is at work on this, waiting for it …');
    await sleep(1000);
    if (isStale(file)) rmSync(file, { force: true });
  }
  const release = () => rmSync(file, { force: true });
  const forget = onExit(release);
  const beat = setInterval(() => touch(file), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    forget();
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Removed by hand: the work goes on, every result is renamed into place anyway.
  }
}

function isStale(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > staleAfterMs;
}
