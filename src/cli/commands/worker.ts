import type { Command } from 'commander';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';

/** `rollcall worker`: does the work, until it is told to stop. */
export function addWorker(program: Command, context: Context): void {
  program
    .command('worker')
    .description('run a worker (settings: ROLLCALL_* and TEMPORAL_* variables)')
    .action(
      act(context, async () => {
        // Loaded here only: the SDK's core is large, and no other command needs it.
        const { runWorker } = await import('../../worker.js');
        await runWorker(context.settings);
        return ExitCode.succeeded;
      }),
    );
}
