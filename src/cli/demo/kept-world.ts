import { readFile, writeFile } from 'node:fs/promises';
import type { DemoPlatform } from './platforms.js';
import { stillRunning, type RecordedProcess } from './process-identity.js';
import { endProcesses } from './processes.js';
import { isAlive } from './simulator-control.js';
import type { StateFolder } from './state-folder.js';

/** What runs, and where: written for the demo that comes next. */
export interface KeptWorld {
  /** The demo that made it; it ends the rest unless `kept`. */
  readonly owner: number;
  readonly kept: boolean;
  /** Process ids in the order in which they are ended. */
  readonly processes: readonly RecordedProcess[];
  /** Null: the server that TEMPORAL_ADDRESS names. */
  readonly temporalAddress: string | null;
  readonly webUiUrl: string | null;
  readonly simulatorUrl: string;
  readonly taskQueue: string;
  /** Absent: the guide's. */
  readonly platform?: DemoPlatform;
  readonly timeScale: number;
  readonly seed: number;
}

/** Writes down what runs. */
export async function recordWorld(folder: StateFolder, world: KeptWorld): Promise<void> {
  await writeFile(folder.world, `${JSON.stringify(world, null, 2)}\n`);
}

/** What the last demo wrote down, whether it still runs or not. */
export async function readWorld(folder: StateFolder): Promise<KeptWorld | null> {
  try {
    return JSON.parse(await readFile(folder.world, 'utf8')) as KeptWorld;
  } catch {
    return null;
  }
}

/** True when a world was kept and all of it still runs. */
export async function isKeptAlive(world: KeptWorld): Promise<boolean> {
  return (
    world.kept &&
    (await stillRunning(world.processes)).length === world.processes.length &&
    (await isAlive(world.simulatorUrl))
  );
}

/** Ends what a record names and still runs. */
export async function endRecorded(world: KeptWorld): Promise<readonly string[]> {
  const running = await stillRunning(world.processes);
  await endProcesses(running.map(({ pid }) => pid));
  return running.map(({ name }) => name);
}
