import type { Command } from 'commander';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import type { Settings } from '../../settings.js';
import { withoutCredentials } from '../../git/without-credentials.js';
import { ledgerIdAt } from '../ledger-access.js';

/** `rollcall worker`: does the work, until it is told to stop. */
export function addWorker(program: Command, context: Context): void {
  program
    .command('worker')
    .description('run a worker (settings: ROLLCALL_* and TEMPORAL_* variables)')
    .action(
      act(context, async () => {
        await checkLedger(context.settings);
        // Loaded here only: the SDK's core is large, and no other command needs it.
        const { runWorker } = await import('../../worker.js');
        await runWorker(context.settings);
        return ExitCode.succeeded;
      }),
    );
}

/** Tells how to get a ledger before anything is connected. One that is not set is the worker's own to refuse. */
async function checkLedger(settings: Settings): Promise<void> {
  const { ledger } = settings;
  if (ledger === null) return;
  try {
    await ledgerIdAt(ledger, settings);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new Error(`${message}; make one with: rollcall ledger ${withoutCredentials(ledger)}`, {
      cause,
    });
  }
}
