import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import {
  connectionTarget,
  endOfRollout,
  remediationsOf,
  resourcesOf,
  RollcallError,
  statusOf,
  type RemediationOf,
  type RolloutEnd,
  type RolloutStatus,
} from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode, exitCodeOf } from '../exit-code.js';
import { renderEnd, renderRemedy } from '../render/end.js';
import { renderOrgResources } from '../render/org-resources.js';
import { paletteFor } from '../render/palette.js';
import { renderRemediation } from '../render/remediation.js';
import { renderStatus } from '../render/status.js';
import { whichRollout, withRolloutArgument } from './which-rollout.js';

/** `rollcall status`: where a rollout stands, and what it waits for. */
export function addStatus(program: Command, context: Context): void {
  withRolloutArgument(program.command('status'))
    .description('show where a rollout stands, what it waits for and the command that answers')
    .option('--org <id>', 'one org, resource by resource')
    .option('--json', 'one JSON object')
    .action(
      act(context, (named: string | undefined, options: CommonOptions & { org?: string }) =>
        withClient(async (client) => {
          const workflowId = await whichRollout(client, named, { orNewest: true });
          if (options.org !== undefined) return orgStatus(context, client, workflowId, options);
          // Asked first: one that was terminated still has the status of a running one.
          const end = await endOfRollout(client, workflowId);
          const status = await statusBeside(client, workflowId, end);
          // An ended rollout says nothing of what was done about it since.
          const remediations =
            end === null || status === null ? [] : await remediationsOf(client, status.rolloutKey);
          if (options.json === true)
            printJson(context, { workflowId, ...status, end, remediations });
          else printStatus(context, client, { workflowId, status, end, remediations });
          return status === null && end !== null ? exitCodeOf(end) : ExitCode.succeeded;
        }),
      ),
    );
}

/** One org's resources; an org that the rollout never began has only its outcome. */
async function orgStatus(
  context: Context,
  client: Client,
  workflowId: string,
  { org = '', json }: CommonOptions & { org?: string },
): Promise<ExitCode> {
  const tracking = await resourcesOf(client, workflowId, org);
  if (tracking !== null) {
    if (json === true) printJson(context, { rollout: workflowId, ...tracking });
    else
      for (const line of renderOrgResources(tracking, paletteFor(context.terminal)))
        context.terminal.out(line);
    return ExitCode.succeeded;
  }
  const { outcomes } = await statusOf(client, workflowId);
  const outcome = outcomes.find((one) => one.org === org);
  if (outcome === undefined)
    throw new RollcallError('notFound', `${org} is no org of ${workflowId}`);
  if (json === true) printJson(context, { rollout: workflowId, outcome, resources: [], now: null });
  else context.terminal.out(`${org}: ${outcome.state}; ${workflowId} opened no window for it`);
  return ExitCode.succeeded;
}

/** The status; null where the end is all there is: no worker answers, or it failed before it could. */
async function statusBeside(
  client: Client,
  workflowId: string,
  end: RolloutEnd | null,
): Promise<RolloutStatus | null> {
  try {
    return await statusOf(client, workflowId);
  } catch (error) {
    const known = error instanceof RollcallError && ['noWorker', 'noStatus'].includes(error.kind);
    if (end !== null && known) return null;
    throw error;
  }
}

interface Shown {
  readonly workflowId: string;
  readonly status: RolloutStatus | null;
  readonly end: RolloutEnd | null;
  readonly remediations: readonly RemediationOf[];
}

function printStatus(
  context: Context,
  client: Client,
  { workflowId, status, end, remediations }: Shown,
): void {
  const { terminal, settings } = context;
  const server = connectionTarget().address;
  const lines =
    status === null
      ? [`${workflowId} on the Temporal server ${server}`, ...(end === null ? [] : renderEnd(end))]
      : renderStatus(workflowId, status, paletteFor(terminal), { server, end });
  const { namespace } = client.options;
  const remedy = renderRemedy(workflowId, end, { taskQueue: settings.taskQueue, namespace });
  for (const line of [...lines, ...(remedy.length === 0 ? [] : ['', ...remedy])])
    terminal.out(line);
  for (const { workflowId: id, running, result } of remediations) {
    terminal.out('');
    terminal.out(running ? `${id} is under way:` : `Since then, by ${id}:`);
    for (const line of renderRemediation(result, paletteFor(terminal))) terminal.out(line);
  }
}
