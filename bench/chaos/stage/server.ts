import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { PROMPT_DEV_SERVER } from '../../../src/cli/demo/dev-server-options.js';
import { freePort } from '../../../src/cli/demo/ports.js';
import { connect } from '../../../src/client/index.js';
import { registerSearchAttributes } from '../../../src/client/register-search-attributes.js';
import { temporalBinary } from '../../../test/e2e/temporal.js';

/** A dev server of Temporal that keeps its state in a file, so that it can be killed and started again. */
export interface Server {
  readonly address: string;
  readonly log: string;
  readonly client: Client;
  /** `kill -9`, and the same server again after a while. Returns once it answers. */
  restart(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

/** What is committed is in the system's hands: it outlives the process, though not a loss of power. */
const PRAGMAS = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=OFF'];

/** Starts one below a folder. */
export async function startServer(folder: string): Promise<Server> {
  const port = await freePort(17_233 + (process.pid % 500) * 10);
  const address = `127.0.0.1:${port}`;
  const log = path.join(folder, 'server.log');
  const begin = async (): Promise<ChildProcess> => launch(folder, port, log);
  let child = await begin();
  const client = await answering(address);
  await registerSearchAttributes(client);
  return {
    address,
    log,
    client,
    restart: async (downMs) => {
      await kill(child);
      await sleep(downMs);
      child = await begin();
      await (await answering(address)).connection.close();
    },
    stop: async () => {
      await client.connection.close();
      await kill(child);
    },
  };
}

async function launch(folder: string, port: number, log: string): Promise<ChildProcess> {
  const output = await open(log, 'a');
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--headless'];
  const child = spawn(
    await temporalBinary(),
    [
      ...args,
      '--db-filename',
      path.join(folder, 'temporal.db'),
      ...PRAGMAS,
      ...PROMPT_DEV_SERVER,
      '--log-level',
      'error',
    ],
    { stdio: ['ignore', output.fd, output.fd] },
  );
  await once(child, 'spawn');
  await output.close();
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** A client once the server serves its namespace. */
async function answering(address: string): Promise<Client> {
  for (const deadline = Date.now() + READY_MS; ;) {
    try {
      const client = await connect({ address, plain: true, timeoutMs: 1_000 });
      await client.workflowService.describeNamespace({ namespace: 'default' });
      return client;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
