import { Option, type Command } from 'commander';
import { summariseDrift, type DriftSummary } from '../../domain/drift-summary.js';
import type { OrgDrift } from '../../domain/drift.js';
import { findDrift } from '../../planning/drift.js';
import type { Selection } from '../../planning/plan-fleet.js';
import { selectOrgs } from '../../planning/selection.js';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { deliver, type OutputOptions } from '../plan/output.js';
import { openRelease, requireSecrets } from '../plan/sources.js';
import { paletteFor } from '../render/palette.js';
import { driftMarkdown, driftSentence, driftText } from '../render/plan/drift.js';
import { list } from './options.js';

interface Options extends OutputOptions, Selection {
  readonly environment: string;
  readonly release?: string;
  readonly exitZero?: boolean;
}

/** `rollcall drift`: what people changed since Rollcall last wrote. Writes nothing. */
export function addDrift(program: Command, context: Context): void {
  program
    .command('drift')
    .description('show what differs in every org from what Rollcall last wrote')
    .requiredOption('--environment <name>', 'development, staging, production, …')
    .option('--release <ref>', 'where the orgs are read from; default: HEAD')
    .option('--only <names>', 'only these groups and orgs (comma-separated)', list)
    .option('--except <names>', 'not these groups and orgs (comma-separated)', list)
    .option('--json', 'one JSON object as the last line')
    .addOption(new Option('--markdown', 'for a comment or a message').conflicts('json'))
    .option('--out <file>', 'write it to a file')
    .option('--exit-zero', 'exit 0 for drift too')
    .action(act(context, (options: Options) => drift(context, options)));
}

async function drift(context: Context, options: Options): Promise<ExitCode> {
  const { settings, terminal } = context;
  const opened = await openRelease(context, options.environment, options);
  const { sources, loaded } = opened;
  const selected = selectOrgs(loaded, options);
  requireSecrets(
    settings,
    selected.map((org) => loaded.binding(org)),
  );
  const orgs = await findDrift(sources, loaded, options, {});
  const { commit } = loaded.release;
  const summary = summariseDrift({ environment: options.environment, commit }, orgs);
  const view = { summary, orgs, columns: terminal.columns() };
  await deliver(context, options, {
    text: () =>
      driftText(view, paletteFor(options.out === undefined ? terminal : { colour: false })),
    json: () => ({ ...summary, byOrg: orgs }),
    markdown: () => driftMarkdown(view),
    summary: driftSentence(summary),
  });
  return exitCodeOf(summary, orgs, options.exitZero === true);
}

function exitCodeOf(
  { orgs: counts }: DriftSummary,
  orgs: readonly OrgDrift[],
  exitZero: boolean,
): ExitCode {
  // Nobody can tell whether anything drifted where nobody answered.
  if (orgs.length > 0 && counts.unreachable === orgs.length) return ExitCode.error;
  return counts.drifted > 0 && !exitZero ? ExitCode.differs : ExitCode.succeeded;
}
