import { Option, type Command } from 'commander';
import { act, type Context } from '../context.js';
import { scenarios, type Scenario } from '../demo/options.js';
import { demoPlatforms, type DemoPlatform } from '../demo/platforms.js';
import { numberBetween, seed } from './options.js';

interface Options {
  readonly platform: DemoPlatform;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly timeScale: number;
  readonly stateDir: string;
  readonly stop?: boolean;
}

const DEFAULT_SEED = 1;
const DEFAULT_TIME_SCALE = 60;

/** `rollcall demo`: a whole rollout on this machine. */
export function addDemo(program: Command, context: Context): void {
  program
    .command('demo')
    .description('roll a release out over 41 simulated orgs, all on this machine')
    .addOption(
      new Option('--scenario <name>', 'what happens').choices(scenarios).default('healthy'),
    )
    .addOption(
      new Option('--platform <name>', 'whose API the orgs speak')
        .choices(demoPlatforms)
        .default('guide'),
    )
    .option('--seed <number>', 'seed of the callers', seed, DEFAULT_SEED)
    .option('--yes', 'approve every expansion without asking')
    .option('--json', 'one JSON object as the last line')
    .option('--keep', 'leave everything running at the end')
    .option(
      '--time-scale <factor>',
      'speed of the clock',
      numberBetween(1, 600),
      DEFAULT_TIME_SCALE,
    )
    .option('--state-dir <folder>', 'where repository, ledger and logs go', '.rollcall/demo')
    .option('--stop', 'end what --keep left running')
    .action(
      act(context, async ({ stop, yes, json, keep, ...rest }: Options) => {
        const { runDemo, stopDemo } = await import('../demo/run-demo.js');
        const options = { ...rest, yes: yes === true, json: json === true, keep: keep === true };
        return stop === true ? stopDemo(context, options) : runDemo(context, options);
      }),
    );
}
