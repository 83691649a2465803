import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { startSimulator } from './server.js';
import { worldFileSchema, type ParsedWorld } from './world-file.js';

export interface SimulatorCommandOptions {
  port?: number | undefined;
  host?: string | undefined;
  /** Path of a world file in JSON; without one the world is posted later. */
  worldFile?: string | undefined;
  scale?: number | undefined;
  seed?: number | undefined;
  frozen?: boolean | undefined;
  startAt?: string | undefined;
}

/** Runs the simulator as a process of its own, until it is told to end. */
export async function runSimulator(options: SimulatorCommandOptions = {}): Promise<void> {
  const { worldFile, scale = 1, ...rest } = options;
  const world = worldFile === undefined ? undefined : await readWorld(worldFile);
  const simulator = await startSimulator({ ...rest, scale, world });
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  process.stdout.write(`simulator listening on ${simulator.url} (clock ${scale}x)\n`);
  await stopped;
  await simulator.close();
}

async function readWorld(path: string): Promise<ParsedWorld> {
  const parsed = worldFileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path} is no world file: ${issue?.path.join('.')}: ${issue?.message}`);
}
