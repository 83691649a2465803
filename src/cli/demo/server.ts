import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { connect, NO_ENCRYPTION, type ConnectOptions } from '../../client/index.js';
import type { Settings } from '../../settings.js';
import { PROMPT_DEV_SERVER } from './dev-server-options.js';
import { freePort } from './ports.js';
import { startChild, waitUntil, type Child } from './processes.js';
import { projectRoot, type StateFolder } from './state-folder.js';

const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;
const READY_MS = 60_000;
const MOST_ATTEMPTS = 5;

/** A Temporal server that the demo uses. */
export interface DemoServer {
  readonly client: Client;
  readonly connectOptions: ConnectOptions;
  readonly webUiUrl: string | null;
  /** False where others use it too: it ran before. */
  readonly own: boolean;
}

export interface ServerRequest {
  readonly folder: StateFolder;
  readonly settings: Settings;
  readonly children: Child[];
  readonly signal: AbortSignal;
}

/** The server that TEMPORAL_ADDRESS names, else a development server of the demo's own. */
export async function openServer(request: ServerRequest): Promise<DemoServer> {
  const { settings } = request;
  if (settings.secretVariables['TEMPORAL_ADDRESS'] !== undefined) {
    const connectOptions: ConnectOptions = { codec: NO_ENCRYPTION };
    const client = await connect(connectOptions);
    return { client, connectOptions, webUiUrl: settings.webUiUrl, own: false };
  }
  const binary = await temporalBinary();
  for (let attempt = 1, from = 0; ; attempt += 1) {
    const port = await freePort(DEFAULT_PORT + from);
    const uiPort = await freePort(DEFAULT_UI_PORT + from, [port]);
    const child = await start(request, binary, { port, uiPort });
    try {
      return await child.ready;
    } catch (error) {
      // Another demo that starts at the same time may have taken the port in between.
      if (!child.process.ended || attempt === MOST_ATTEMPTS) throw error;
      from = port - DEFAULT_PORT + 1;
    }
  }
}

interface Starting {
  readonly process: Child;
  readonly ready: Promise<DemoServer>;
}

async function start(
  { folder, settings, children, signal }: ServerRequest,
  binary: string,
  { port, uiPort }: { port: number; uiPort: number },
): Promise<Starting> {
  // Tells this server from another demo's that got the port first.
  const mark = `rollcall-${randomUUID()}`;
  const places = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)];
  const log = folder.log('temporal');
  await writeFile(log, '');
  const child = await startChild({
    name: 'Temporal server',
    command: binary,
    args: [
      'server',
      'start-dev',
      ...places,
      ...PROMPT_DEV_SERVER,
      '--namespace',
      mark,
      '--log-level',
      'error',
    ],
    env: settings.secretVariables,
    log,
  });
  children.push(child);
  const connectOptions: ConnectOptions = { address: `127.0.0.1:${port}`, plain: true };
  const ask = (): Promise<Client | null> => connectToMarked(connectOptions, mark);
  const ready = waitUntil(child, READY_MS, ask, signal).then((client) => ({
    client,
    connectOptions,
    webUiUrl: `http://127.0.0.1:${uiPort}`,
    own: true,
  }));
  return { process: child, ready };
}

async function connectToMarked(options: ConnectOptions, mark: string): Promise<Client | null> {
  const client = await connect({ ...options, timeoutMs: 2_000 }).catch(() => null);
  if (client === null) return null;
  try {
    await client.workflowService.describeNamespace({ namespace: mark });
    return client;
  } catch {
    await client.connection.close();
    return null;
  }
}

/** The `temporal` that set-up found or made. */
export async function temporalBinary(): Promise<string> {
  const file = path.join(projectRoot, '.rollcall', 'setup.json');
  try {
    const setup = JSON.parse(await readFile(file, 'utf8')) as { temporal?: string | null };
    if (typeof setup.temporal === 'string') return setup.temporal;
  } catch {
    // The message below says what to do.
  }
  throw new Error('no Temporal server is set up: run npm run setup, or set TEMPORAL_ADDRESS');
}
