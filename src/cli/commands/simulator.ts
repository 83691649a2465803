import type { Command } from 'commander';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { instant, numberBetween, port, seed } from './options.js';

interface Options {
  readonly port?: number;
  readonly host?: string;
  readonly world?: string;
  readonly faults?: string;
  readonly fault?: readonly string[];
  readonly scale?: number;
  readonly seed?: number;
  readonly startAt?: string;
  readonly frozen?: boolean;
}

const DEFAULT_PORT = 8790;

/** `rollcall simulator`: a contact-centre platform for demos, tests and rehearsals. */
export function addSimulator(program: Command, context: Context): void {
  program
    .command('simulator')
    .description('run the simulated contact-centre platform')
    .option('--port <port>', 'port; one in use is stepped over', port, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--world <file>', 'world file (JSON, YAML); without one it is posted to /_sim/world')
    .option('--faults <file>', 'fault plan (JSON, YAML)')
    .option('--fault <json>', 'one fault; may be given several times', several)
    .option(
      '--scale <factor>',
      'how many times faster than the wall its clock runs',
      numberBetween(0.001, 100_000),
    )
    .option('--seed <number>', "takes the place of the world's seed", seed)
    .option('--start-at <instant>', 'platform time at the start (ISO 8601)', instant)
    .option('--frozen', 'the clock moves only when /_sim/clock is told to')
    .action(
      act(context, async (options: Options) => {
        const { world, faults, fault, ...rest } = options;
        const { runSimulator } = await import('../../simulator/command.js');
        await runSimulator({ ...rest, worldFile: world, faultsFile: faults, faults: fault });
        return ExitCode.succeeded;
      }),
    );
}

/** JSON holds commas, so each fault is an option of its own. */
function several(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
