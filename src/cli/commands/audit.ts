import type { Command } from 'commander';
import { filterEvents, type AuditFilter } from '../../audit/filter.js';
import { readAudit } from '../../audit/read.js';
import { parseAuditTarget } from '../../audit/target.js';
import { BadSettingsError, type Settings } from '../../settings.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { renderAudit } from '../render/audit.js';
import { paletteFor } from '../render/palette.js';
import { status, time } from './options.js';

interface Options extends CommonOptions, AuditFilter {
  readonly file?: string;
}

/** `rollcall audit`: which calls were made to which org, from the files that workers wrote. */
export function addAudit(program: Command, context: Context): void {
  program
    .command('audit')
    .description('list the calls to platforms that workers put on record (ROLLCALL_AUDIT)')
    .option('--rollout <id>', "a rollout's workflow id or first run id, or an org's workflow id")
    .option('--org <id>', 'only calls to this org')
    .option('--method <method>', 'only this method, such as PATCH')
    .option('--status <status>', 'such as 404, 4xx, or noAnswer for a call without one', status)
    .option('--from <time>', 'at this time or later: 2026-01-31 or 2026-01-31T09:00:00Z', time)
    .option('--to <time>', 'before this time', time)
    .option('--file <path>', 'what ROLLCALL_AUDIT=file: names, or one of the files there')
    .option('--json', 'one JSON object')
    .action(
      act(context, async (options: Options) => {
        const found = await readAudit(options.file ?? fileOf(context.settings));
        const events = filterEvents(found.events, options);
        const { files, otherLines } = found;
        if (options.json === true) printJson(context, { events, files, otherLines });
        else {
          const palette = paletteFor(context.terminal);
          for (const line of renderAudit(events, palette)) context.terminal.out(line);
          if (otherLines > 0)
            context.terminal.err(`${otherLines} line(s) of the files are no events of the audit`);
        }
        return ExitCode.succeeded;
      }),
    );
}

function fileOf({ audit }: Settings): string {
  const target = parseAuditTarget(audit);
  if (target?.kind === 'file') return target.path;
  if (audit === 'otlp')
    throw new BadSettingsError(
      'ROLLCALL_AUDIT is otlp: the events are where the collector keeps them; to read others, name a file with --file',
    );
  throw new BadSettingsError(
    `ROLLCALL_AUDIT is ${audit}, no file: name one with --file, for example what a worker's standard output was kept in`,
  );
}
