import type { Command } from 'commander';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { createLedger, ledgerIdAt } from '../ledger-access.js';

/** `rollcall ledger`: made on purpose, since a worker that made one by itself would forget what it wrote before. */
export function addLedger(program: Command, context: Context): void {
  program
    .command('ledger')
    .description('make the ledger, a bare Git repository, where there is none yet')
    .argument('<path>', 'folder of the ledger')
    .action(
      act(context, async (folder: string) => {
        await createLedger(folder);
        context.terminal.out(`ledger ${await ledgerIdAt(folder)} at ${folder}`);
        return ExitCode.succeeded;
      }),
    );
}
