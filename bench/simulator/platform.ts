import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the simulator's process has used. */
export interface Usage {
  rssMiB: number;
  peakRssMiB: number;
  cpuMs: number;
}

/** A simulator in another process. */
export interface Platform {
  url: string;
  pid: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('platform-process.ts', import.meta.url));

/** Starts one; with scale 0 its clock stands still. Without a limit each org has the platform's usual one. */
export async function startPlatform(
  orgs: number,
  scale: number,
  warmUpMinutes: number,
  limit?: { readonly requests: number; readonly seconds: number },
): Promise<Platform> {
  const limits = limit === undefined ? [] : [limit.requests, limit.seconds];
  const child = fork(program, [orgs, scale, warmUpMinutes, ...limits].map(String), {
    execArgv: ['--import=tsx'],
  });
  const answer = async <T>(): Promise<T> => ((await once(child, 'message')) as [T])[0];
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    throw new Error(`the simulator's process ended (${String(code ?? signal)})`);
  });
  ended.catch(() => {});
  const { url } = await Promise.race([answer<{ url: string }>(), ended]);
  return {
    url,
    pid: child.pid ?? 0,
    usage: () => {
      child.send('usage');
      return Promise.race([answer<Usage>(), ended]);
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}
