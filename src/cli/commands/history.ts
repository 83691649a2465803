import { Option, type Command } from 'commander';
import type { Ledger } from '../../ledger/port.js';
import { BadSettingsError } from '../../settings.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { openLedger } from '../ledger-access.js';
import { renderHistory } from '../render/history.js';
import { historyCsv, type AuditedRollout } from '../render/history-csv.js';
import { historyEntry, type HistoryEntry } from '../render/history-entry.js';
import { time } from './options.js';

interface HistoryOptions extends CommonOptions {
  readonly environment?: string;
  readonly org?: string;
  readonly from?: string;
  readonly to?: string;
  readonly csv?: boolean;
}

/** `rollcall history`: what was rolled out, by whom and with what outcome, from the ledger alone. */
export function addHistory(program: Command, context: Context): void {
  program
    .command('history')
    .description('list the rollouts in the ledger (ROLLCALL_LEDGER), the newest first')
    .option('--environment <name>', 'only this environment')
    .option('--org <id>', 'only rollouts that planned this org; with --csv only its rows')
    .option(
      '--from <time>',
      'recorded at this time or later: 2026-01-31 or 2026-01-31T09:00:00Z',
      time,
    )
    .option('--to <time>', 'recorded before this time', time)
    .option('--json', 'one JSON object')
    .addOption(
      new Option('--csv', "the auditor's export: a row for each org and rollout").conflicts('json'),
    )
    .action(
      act(context, async (options: HistoryOptions) => {
        const { settings } = context;
        if (settings.ledger === null)
          throw new BadSettingsError('ROLLCALL_LEDGER is not set: history is read from the ledger');
        const ledger = await openLedger(settings.ledger, settings);
        await print(context, ledger, options);
        return ExitCode.succeeded;
      }),
    );
}

async function print(context: Context, ledger: Ledger, options: HistoryOptions): Promise<void> {
  const entries = (await ledger.listRollouts(options)).map(historyEntry);
  if (options.csv === true) {
    context.terminal.write(historyCsv(await audited(ledger, entries, options.org)));
  } else if (options.json === true) {
    printJson(context, { ledger: await ledger.id(), rollouts: entries });
  } else {
    for (const line of renderHistory(entries)) context.terminal.out(line);
  }
}

async function audited(
  ledger: Ledger,
  entries: readonly HistoryEntry[],
  only: string | undefined,
): Promise<AuditedRollout[]> {
  const rollouts: AuditedRollout[] = [];
  for (const entry of entries) {
    const { environment, rolloutKey } = entry;
    const orgs = entry.orgs.filter((org) => only === undefined || org === only);
    const traces =
      environment === null ? new Map() : await ledger.readOrgTraces(environment, orgs, rolloutKey);
    rollouts.push({ entry: { ...entry, orgs }, traces });
  }
  return rollouts;
}
