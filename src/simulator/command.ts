import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Fault } from './faults/fault.js';
import { readFault, readFaultPlan } from './faults/fault-plan.js';
import { startSimulator, type RunningSimulator } from './server.js';
import { worldFileSchema, type ParsedWorld } from './world-file.js';

export interface SimulatorCommandOptions {
  port?: number | undefined;
  host?: string | undefined;
  /** Path of a world file, JSON or YAML; without one the world is posted later. */
  worldFile?: string | undefined;
  /** Path of a fault plan, JSON or YAML. */
  faultsFile?: string | undefined;
  /** Faults in JSON, which come after those of the plan. */
  faults?: readonly string[] | undefined;
  scale?: number | undefined;
  seed?: number | undefined;
  frozen?: boolean | undefined;
  /** Platform time at the start, ISO 8601. */
  startAt?: string | undefined;
}

/** Runs the simulator as a process of its own, until it is told to end. */
export async function runSimulator(options: SimulatorCommandOptions = {}): Promise<void> {
  const { worldFile, faultsFile, faults = [], startAt, scale = 1, ...rest } = options;
  if (startAt !== undefined && Number.isNaN(Date.parse(startAt))) {
    throw new Error(`${startAt} is no instant: one is like 2026-03-02T09:00:00Z`);
  }
  const plan = await faultsOf(faultsFile, faults);
  const world = worldFile === undefined ? undefined : await readWorld(worldFile);
  const simulator = await startSimulator({ ...rest, startAt, scale, world, faults: plan });
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  process.stdout.write(announcement(simulator, scale));
  const { port } = options;
  if (port !== undefined && port !== 0 && port !== simulator.port) {
    process.stdout.write(
      `  port ${port} is taken by another program: do not mistake it for this one\n`,
    );
  }
  await stopped;
  await simulator.close();
}

function announcement({ url, genesysCloud, niceCxone }: RunningSimulator, scale: number): string {
  const lines = [
    `simulator listening on ${url} (clock ${scale}x)`,
    ...(genesysCloud === undefined
      ? []
      : [`  Genesys Cloud: login ${genesysCloud.loginUrl}, API ${genesysCloud.apiUrl}`]),
    ...(niceCxone === undefined
      ? []
      : [`  NICE CXone: auth ${niceCxone.authUrl}, API ${niceCxone.apiUrl}`]),
    `  open ${url} in a browser to watch it`,
  ];
  return `${lines.join('\n')}\n`;
}

async function faultsOf(file: string | undefined, flags: readonly string[]): Promise<Fault[]> {
  const planned = file === undefined ? [] : await readFaultPlan(file);
  return [...planned, ...flags.map(readFault)];
}

async function readWorld(path: string): Promise<ParsedWorld> {
  const text = await readFile(path, 'utf8');
  // YAML would read JSON too, but a world of a thousand orgs takes it far longer.
  const content: unknown = /\.ya?ml$/.test(path) ? parse(text) : JSON.parse(text);
  const parsed = worldFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path} is no world file: ${issue?.path.join('.')}: ${issue?.message}`);
}
