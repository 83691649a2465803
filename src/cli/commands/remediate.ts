import { writeFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { startRemediation, type RemediationResult } from '../../client/index.js';
import type { RemediationAction } from '../../domain/remediation-words.js';
import { BadSettingsError } from '../../settings.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { paletteFor } from '../render/palette.js';
import { renderRemediation } from '../render/remediation.js';
import { makeScript } from '../remediation-script.js';
import { userName } from './decision.js';
import { list } from './options.js';

interface Options extends CommonOptions {
  readonly takeBack?: boolean;
  readonly finish?: boolean;
  readonly org?: readonly string[];
  readonly by?: string;
  readonly reason?: string;
  readonly script?: string;
}

/** `rollcall remediate`: settles the orgs that a rollout left in trouble; or the script that does it by hand. */
export function addRemediate(program: Command, context: Context): void {
  program
    .command('remediate')
    .description(
      'settle the orgs that a rollout left failed, stranded or open; what was deployed successfully stays',
    )
    .argument('<rollout>', 'workflow id or key of the rollout')
    .option('--take-back', 'take them back')
    .option('--finish', 'bring them wholly onto the release')
    .option('--org <names>', 'only these orgs (comma-separated, or several times)', list)
    .option('--by <name>', 'who decides; default: your user name')
    .option('--reason <text>', 'why, for the report')
    .option('--script <file>', 'write a shell script that takes them back by hand, and do nothing')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, (rollout: string, options: Options) => remediate(context, rollout, options)),
    );
}

async function remediate(context: Context, rollout: string, options: Options): Promise<ExitCode> {
  const { terminal, settings } = context;
  const { script, json, org: orgs } = options;
  if (script !== undefined) return writeScript(context, rollout, options, script);
  const action = actionOf(options);
  return withClient(async (client: Client) => {
    const { by = userName(), reason } = options;
    const request = {
      rollout,
      action,
      by,
      ...(reason === undefined ? {} : { reason }),
      ...(orgs === undefined ? {} : { orgs: [...orgs] }),
    };
    const started = await startRemediation(client, request, settings);
    if (json !== true) terminal.err(`${started.workflowId} runs; the Web UI shows its board`);
    const { complete, result } = await started.end();
    print(context, started.workflowId, { complete, result, json: json === true });
    return complete ? ExitCode.succeeded : ExitCode.incomplete;
  });
}

/** One of the two, and no guess: they are opposites. */
function actionOf({ takeBack, finish }: Options): RemediationAction {
  if (takeBack === finish)
    throw new BadSettingsError(
      'say which: --take-back (the orgs as they were before) or --finish (wholly onto the release)',
    );
  return takeBack === true ? 'takeBack' : 'finish';
}

function print(
  context: Context,
  workflowId: string,
  end: { readonly complete: boolean; readonly result: RemediationResult; readonly json: boolean },
): void {
  const { complete, result, json } = end;
  if (json) printJson(context, { workflowId, complete, ...result });
  else
    for (const line of renderRemediation(result, paletteFor(context.terminal)))
      context.terminal.out(line);
}

async function writeScript(
  context: Context,
  rollout: string,
  options: Options,
  file: string,
): Promise<ExitCode> {
  const { finish, org: orgs, json } = options;
  if (finish === true)
    throw new BadSettingsError('--script takes back; there is no script that finishes a release');
  const { script, orgs: named } = await makeScript(context, rollout, orgs);
  await writeFile(file, script, { mode: 0o755 });
  if (json === true) printJson(context, { file, orgs: named });
  else
    context.terminal.out(
      `${file}: takes back ${named.length} org(s): ${named.join(', ') || 'none is in trouble'}`,
    );
  return ExitCode.succeeded;
}
