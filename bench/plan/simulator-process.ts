import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../src/simulator/server.js';

const program = fileURLToPath(import.meta.url);

/** The simulator in a process of its own. */
export interface BareSimulator {
  readonly url: string;
  /** Answers every request later by so many milliseconds from now on. */
  beAway(latencyMs: number): Promise<void>;
  stop(): void;
}

/** Starts it without a world. */
export async function startBareSimulator(): Promise<BareSimulator> {
  const child = fork(program, [], { execArgv: ['--import=tsx'] });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    beAway: async (ms) => {
      const body = JSON.stringify({ route: '/', count: 0, effect: { type: 'latency', ms } });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/_sim/faults`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`the simulator refused the latency: ${await answer.text()}`);
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

if (process.argv[1] === program) {
  const simulator = await startSimulator({ port: 0, dialects: ['guide'] });
  process.send?.({ url: simulator.url });
}
