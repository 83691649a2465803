import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SipGenerator, SipOrder, SipResult } from './port.js';
import { callersOf, scenarioOf } from './scenario.js';
import { resultOf } from './statistics.js';

/** For the last calls' conversation and end, in seconds. */
const LAST_WORDS_SECONDS = 30;
/** Exit codes of runs that came to their end: all calls succeeded, or some failed. */
const ENDED = new Set([0, 1]);
const SHOWN = 300;

/** Calls by SIPp (3.6), a process for each order. `binary`: a path, or a name on the PATH. */
export function createSipp(binary: string): SipGenerator {
  return {
    async run(order, { signal } = {}) {
      const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-sipp-'));
      try {
        return await call(binary, folder, order, signal);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function call(
  binary: string,
  folder: string,
  order: SipOrder,
  signal: AbortSignal | undefined,
): Promise<SipResult> {
  const file = (name: string): string => path.join(folder, name);
  const files = {
    scenario: file('load.xml'),
    callers: file('callers.csv'),
    stats: file('stats.csv'),
  };
  await writeFile(files.scenario, scenarioOf(order));
  await writeFile(files.callers, callersOf(order));
  const longestMs = longestSeconds(order) * 1000;
  await ended(binary, argumentsOf(order, files), { folder, longestMs, signal });
  const text = await readFile(files.stats, 'utf8').catch(() => '');
  return resultOf(text);
}

/** For all calls to be begun, answered and ended. */
function longestSeconds({ withinSeconds, answerWithinSeconds }: SipOrder): number {
  return Math.ceil(withinSeconds + answerWithinSeconds + LAST_WORDS_SECONDS);
}

function argumentsOf(
  order: SipOrder,
  files: Readonly<Record<'scenario' | 'callers' | 'stats', string>>,
): string[] {
  const { target, callers, withinSeconds } = order;
  const calls = callers.reduce((sum, { count }) => sum + count, 0);
  const options: Readonly<Record<string, string>> = {
    '-sf': files.scenario,
    '-inf': files.callers,
    '-m': String(calls),
    '-l': String(calls),
    '-r': '1',
    '-rp': String(Math.max(1, Math.floor((withinSeconds * 1000) / calls))),
    '-stf': files.stats,
    '-fd': '1',
    // Should whoever started it die: nobody else would end calls that never end.
    '-timeout': `${longestSeconds(order) + LAST_WORDS_SECONDS}s`,
  };
  return [target, ...Object.entries(options).flat(), '-trace_stat', '-nostdin'];
}

interface Bounds {
  readonly folder: string;
  readonly longestMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Settles when the process has gone: by itself, or killed since some of its calls would never end. */
function ended(
  binary: string,
  args: readonly string[],
  { folder, longestMs, signal }: Bounds,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
      killSignal: 'SIGKILL',
    });
    let isKilled = false;
    const timer = setTimeout(() => (isKilled = child.kill('SIGKILL')), longestMs);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text.slice(0, SHOWN)));
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const missing = `SIPp is not there (${binary}): install it, or name it in ROLLCALL_SIPP`;
      reject(error.code === 'ENOENT' ? new Error(missing) : error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (isKilled || (code !== null && ENDED.has(code))) resolve();
      else
        reject(new Error(`SIPp ended with ${code ?? 'a signal'}: ${said.trim().slice(0, SHOWN)}`));
    });
  });
}
