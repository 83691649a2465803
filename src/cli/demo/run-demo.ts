import { rm } from 'node:fs/promises';
import { printJson, type Context } from '../context.js';
import { ExitCode, exitCodeOf } from '../exit-code.js';
import { conclude } from './conclude.js';
import { approvingGatekeeper, askingGatekeeper } from './gatekeeper.js';
import { endRecorded, isKeptAlive, readWorld, recordWorld } from './kept-world.js';
import { createNarrator, introduction, type Narrator } from './narrate.js';
import { releaseOf, releaseTag, type DemoOptions } from './options.js';
import { sumUp, type DemoOutcome } from './outcome.js';
import { play, type Played } from './play.js';
import { endProcesses, isRunning, type Child } from './processes.js';
import { readJournal } from './simulator-control.js';
import { buildStage, joinStage, type Stage } from './stage.js';
import { stateFolder, type StateFolder } from './state-folder.js';

/** Plays a scenario on a stage that is made for it, or on the one that an earlier demo kept. */
export async function runDemo(context: Context, options: DemoOptions): Promise<ExitCode> {
  const folder = stateFolder(options.stateDir);
  // With --json stdout is for the result alone.
  const print = options.json ? context.terminal.err : context.terminal.out;
  const narrator = createNarrator(print);
  const stop = new AbortController();
  const children: Child[] = [];
  const interrupt = (): void => stop.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  let kept = false;
  try {
    for (const line of introduction(options)) print(line);
    const startedAt = new Date();
    const stage = await setStage(context, options, folder, children, narrator, stop.signal);
    kept = stage.world.kept;
    try {
      const played = await perform(context, options, stage, narrator, stop);
      if (options.keep && !stop.signal.aborted) kept = await keep(stage, folder);
      const outcome = await sumUp({
        client: stage.client,
        startedAt,
        ...played,
        simulatorUrl: stage.world.simulatorUrl,
      });
      await conclude({ stage, folder, outcome, kept, ...played }, print);
      if (options.json) printJson(context, outcome);
      return exitCodeFor(played.played, outcome);
    } finally {
      await stage.client.connection.close();
    }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    if (!kept) {
      await endProcesses(children.toReversed().map(({ pid }) => pid));
      if (children.length > 0) await rm(folder.world, { force: true });
    }
  }
}

/** Ends a world that `--keep` left running. */
export async function stopDemo(context: Context, options: DemoOptions): Promise<ExitCode> {
  const folder = stateFolder(options.stateDir);
  const world = await readWorld(folder);
  if (world === null) {
    context.terminal.out(`nothing is kept in ${folder.root}`);
    return ExitCode.succeeded;
  }
  const ended = await endRecorded(world);
  await rm(folder.world, { force: true });
  context.terminal.out(`ended: ${ended.join(', ') || 'nothing, it had ended before'}`);
  return ExitCode.succeeded;
}

async function setStage(
  context: Context,
  options: DemoOptions,
  folder: StateFolder,
  children: Child[],
  narrator: Narrator,
  signal: AbortSignal,
): Promise<Stage> {
  const before = await readWorld(folder);
  if (before !== null && (await isKeptAlive(before))) {
    const { platform = 'guide' } = before;
    if (platform !== options.platform)
      throw new Error(
        `the world that is kept in ${folder.root} is of ${platform}: end it with --stop, or choose another --state-dir`,
      );
    narrator.say(`goes on in the world that is kept in ${folder.root} (seed ${before.seed})`);
    return joinStage(before);
  }
  if (before !== null && !before.kept && before.owner !== process.pid && isRunning(before.owner)) {
    throw new Error(`another demo runs in ${folder.root}: choose another --state-dir`);
  }
  // Left behind by a demo that was killed, or half of a kept world.
  if (before !== null) await endRecorded(before);
  const { settings } = context;
  const say = (line: string): void => narrator.say(line);
  return buildStage({ options, settings, folder, children, say, signal });
}

interface Performance {
  readonly played: Played;
  readonly journalBefore: number;
}

/** The adoption, on a new stage, and the scenario. */
async function perform(
  context: Context,
  options: DemoOptions,
  stage: Stage,
  narrator: Narrator,
  stop: AbortController,
): Promise<Performance> {
  const { signal } = stop;
  const act = { stage, narrator, signal, trip: false, gatekeeper: approvingGatekeeper };
  const { simulatorUrl } = stage.world;
  const lastEntry = async (): Promise<number> =>
    (await readJournal(simulatorUrl, 0)).at(-1)?.seq ?? 0;
  if (!stage.world.kept) {
    narrator.say(`adopts ${releaseTag.adopted}: the orgs have it already, so nothing is written`);
    const adopted = await play({ ...act, release: releaseTag.adopted });
    const failed = adopted.end === null || exitCodeOf(adopted.end) !== ExitCode.succeeded;
    if (failed) return { played: adopted, journalBefore: await lastEntry() };
  }
  const journalBefore = await lastEntry();
  const asks = context.terminal.interactive && process.stdin.isTTY && !options.yes;
  const output = options.json ? process.stderr : process.stdout;
  const played = await play({
    ...act,
    release: releaseOf(options.scenario),
    trip: options.scenario === 'trip',
    gatekeeper: asks ? askingGatekeeper(stop, output) : approvingGatekeeper,
  });
  return { played, journalBefore };
}

async function keep(stage: Stage, folder: StateFolder): Promise<boolean> {
  await recordWorld(folder, { ...stage.world, kept: true });
  return true;
}

function exitCodeFor({ end }: Played, { outcome }: DemoOutcome): ExitCode {
  if (end !== null) return exitCodeOf(end);
  return outcome === 'held' ? ExitCode.gateWaits : ExitCode.error;
}
