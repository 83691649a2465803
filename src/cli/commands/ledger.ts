import type { Command } from 'commander';
import type { LedgerFinding } from '../../ledger/port.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { withoutCredentials } from '../../git/without-credentials.js';
import { createLedger, ledgerIdAt, openLedger } from '../ledger-access.js';

interface LedgerOptions extends CommonOptions {
  readonly verify?: boolean;
}

/** `rollcall ledger`: made on purpose, since a worker that made one by itself would forget what it wrote before. */
export function addLedger(program: Command, context: Context): void {
  program
    .command('ledger')
    .description('make the ledger, a bare Git repository, where there is none yet; or verify it')
    .argument('<path>', 'folder of the ledger, or its URL')
    .option('--verify', 'read all of it and list what is wrong; exits 1 where something is')
    .option('--json', 'one JSON object')
    .action(
      act(context, (place: string, options: LedgerOptions) =>
        options.verify === true ? verify(context, place, options) : make(context, place, options),
      ),
    );
}

async function make(context: Context, place: string, options: LedgerOptions): Promise<ExitCode> {
  await createLedger(place, context.settings);
  const id = await ledgerIdAt(place, context.settings);
  if (options.json === true) printJson(context, { ledger: id, place: withoutCredentials(place) });
  else context.terminal.out(`ledger ${id} at ${withoutCredentials(place)}`);
  return ExitCode.succeeded;
}

async function verify(context: Context, place: string, options: LedgerOptions): Promise<ExitCode> {
  const ledger = await openLedger(place, context.settings);
  const id = await ledger.id();
  const findings = await ledger.verify();
  const whole = findings.length === 0;
  if (options.json === true) {
    printJson(context, { ledger: id, place: withoutCredentials(place), whole, findings });
  } else {
    for (const finding of findings) context.terminal.out(lineOf(finding));
    const verdict = whole ? 'whole' : `${findings.length} finding(s)`;
    context.terminal.out(`ledger ${id} at ${withoutCredentials(place)}: ${verdict}`);
  }
  return whole ? ExitCode.succeeded : ExitCode.error;
}

function lineOf({ ref, commit, path, what }: LedgerFinding): string {
  const place = [ref, path].filter((part) => part !== null).join(':');
  const where = what.startsWith(place) ? '' : `${place} `;
  const at = commit === null || what.includes(commit) ? '' : ` (commit ${commit})`;
  return `${where}${what.replaceAll('\n', ' ')}${at}`;
}
