import { Option, type Command } from 'commander';
import type { PlanView } from '../../domain/plan-groups-view.js';
import { designFleet } from '../../planning/design-fleet.js';
import { demandsAt } from '../../planning/demands.js';
import { planFleet, type Selection } from '../../planning/plan-fleet.js';
import { RefusedError } from '../../planning/refused.js';
import { selectOrgs } from '../../planning/selection.js';
import { viewFleetPlan } from '../../planning/view.js';
import { BadSettingsError } from '../../settings.js';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { deliver, type OutputOptions } from '../plan/output.js';
import { recordedPlan } from '../plan/recorded.js';
import { openRelease, requireSecrets } from '../plan/sources.js';
import { missingOperations } from '../render/operations.js';
import { paletteFor } from '../render/palette.js';
import { planJson } from '../render/plan/json.js';
import { planMarkdown } from '../render/plan/markdown.js';
import { planText } from '../render/plan/text.js';
import { summaryLine } from '../render/plan/words.js';
import { list } from './options.js';

interface Options extends OutputOptions, Selection {
  readonly environment?: string;
  readonly release?: string;
  readonly workingTree?: boolean;
  readonly rollout?: string;
  readonly detailedExitCode?: boolean;
  readonly verbose?: boolean;
}

/** `rollcall plan`: what a rollout would write, org by org, and who would have to approve it. Writes nothing. */
export function addPlan(program: Command, context: Context): void {
  program
    .command('plan')
    .description('show what a release would change in every org, and who has to approve it')
    .option('--environment <name>', 'development, staging, production, …')
    .option('--release <ref>', 'any Git ref of the configuration repository; default: HEAD')
    .addOption(
      new Option('--working-tree', 'the folder as it is, committed or not').conflicts('release'),
    )
    .addOption(
      new Option('--rollout <id>', 'the plan that a rollout (workflow id or key) has recorded')
        .conflicts('release')
        .conflicts('workingTree')
        .conflicts('only')
        .conflicts('except'),
    )
    .option('--only <names>', 'only these groups and orgs (comma-separated)', list)
    .option('--except <names>', 'not these groups and orgs (comma-separated)', list)
    .option('--json', 'one JSON object as the last line')
    .addOption(new Option('--markdown', 'for a comment on a pull request').conflicts('json'))
    .option('--out <file>', 'write it to a file')
    .option('--detailed-exit-code', 'exit 10 where there is something to write')
    .option('--verbose', 'every org, every value, nothing shortened')
    .action(act(context, (options: Options) => plan(context, options)));
}

const NAMED_IN_MESSAGE = 10;

async function plan(context: Context, options: Options): Promise<ExitCode> {
  const { terminal } = context;
  const view = await read(context, options).catch((error: unknown) => {
    // Its message names the first of many.
    if (error instanceof RefusedError && error.reasons.length > NAMED_IN_MESSAGE)
      for (const reason of error.reasons) terminal.err(reason);
    throw error;
  });
  const style = {
    palette: paletteFor(options.out === undefined ? terminal : { colour: false }),
    columns: terminal.columns(),
    verbose: options.verbose === true,
  };
  await deliver(context, options, {
    text: () => planText(view, style),
    json: () => planJson(view),
    markdown: () => planMarkdown(view),
    summary: summaryLine(view),
  });
  const differs = options.detailedExitCode === true && view.writes > 0;
  return differs ? ExitCode.differs : ExitCode.succeeded;
}

async function read(context: Context, options: Options): Promise<PlanView> {
  const { environment, rollout } = options;
  if (rollout !== undefined) return recordedPlan(context, rollout, environment ?? null);
  if (environment === undefined)
    throw new BadSettingsError('name the environment to plan for: --environment <name>');
  const { settings, terminal } = context;
  const { sources, chosen, loaded } = await openRelease(context, environment, options);
  if (chosen.notice !== '') terminal.err(chosen.notice);
  const selected = selectOrgs(loaded, options);
  requireSecrets(
    settings,
    selected.map((org) => loaded.binding(org)),
  );
  const fleet = await planFleet(sources, loaded, options, {});
  const demands = await demandsAt(sources.releases, loaded, selected);
  const missing = missingOperations(await sources.releases.operations(), settings.protectedBranch);
  if (missing !== null) terminal.err(missing);
  const { ref, workingTree } = chosen;
  const experiment = await designFleet(fleet, '', {});
  return viewFleetPlan(fleet, experiment, { ref, workingTree, demands });
}
