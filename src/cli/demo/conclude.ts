import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reportOf } from '../../client/index.js';
import { renderEnd } from '../render/end.js';
import type { DemoOutcome } from './outcome.js';
import type { Played } from './play.js';
import { temporalBinary } from './server.js';
import type { Stage } from './stage.js';
import { placesOf, type StateFolder } from './state-folder.js';

/** A demo that has been played. */
export interface Ending {
  readonly played: Played;
  readonly stage: Stage;
  readonly folder: StateFolder;
  readonly outcome: DemoOutcome;
  readonly kept: boolean;
}

/** Says how it ended and where everything is. */
export async function conclude(ending: Ending, print: (line: string) => void): Promise<void> {
  const { stage, folder, played, outcome, kept } = ending;
  print('');
  if (played.end === null && outcome.outcome === 'failed') print('interrupted');
  for (const line of played.end === null ? [] : renderEnd(played.end)) print(line);
  const report = await reportOf(stage.client, played.workflowId);
  await writeFile(folder.report, report.markdown);
  print(`Outcome  ${outcome.outcome}`);
  print(`Report   ${folder.report}${report.place === null ? '' : ` (ledger: ${report.place})`}`);
  for (const line of webUi(stage, kept)) print(line);
  if (kept) for (const line of await howToReach(stage, folder)) print(line);
}

// A link to a server that ends with the demo would lead nowhere.
function webUi({ world }: Stage, kept: boolean): string[] {
  if (world.webUiUrl === null) return [];
  const staysUp = kept || world.temporalAddress === null;
  return [`Web UI   ${staysUp ? world.webUiUrl : 'ends with the demo; --keep leaves it running'}`];
}

async function howToReach({ world }: Stage, folder: StateFolder): Promise<string[]> {
  return [
    `Kept     ${world.processes.map(({ name, pid }) => `${name} (${pid})`).join(', ')}; logs in ${folder.root}`,
    `Shell    export ${(await variables(world, folder)).join(' ')}`,
    `Look     rollcall status    (in that shell)`,
    `Platform ${world.simulatorUrl}/_sim/orgs`,
    `Stop     rollcall demo --stop --state-dir ${folder.root}`,
  ];
}

/** What a shell needs for `temporal` and `rollcall` to reach the kept world. */
async function variables(
  { temporalAddress, taskQueue }: Stage['world'],
  folder: StateFolder,
): Promise<string[]> {
  const own = Object.entries({ ROLLCALL_TASK_QUEUE: taskQueue, ...placesOf(folder) }).map(
    ([name, value]) => `${name}=${quoted(value)}`,
  );
  // Whose server is the user's own has Temporal's tools, and their settings, already.
  if (temporalAddress === null) return own;
  const tools = path.dirname(await temporalBinary());
  return [`PATH="$PATH:${tools}"`, `TEMPORAL_ADDRESS=${temporalAddress}`, ...own];
}

/** A value as a shell reads it back. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
