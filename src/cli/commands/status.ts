import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import {
  connectionTarget,
  endOfRollout,
  RollcallError,
  statusOf,
  type RolloutEnd,
  type RolloutStatus,
} from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode, exitCodeOf } from '../exit-code.js';
import { renderEnd, renderRemedy } from '../render/end.js';
import { paletteFor } from '../render/palette.js';
import { renderStatus } from '../render/status.js';
import { whichRollout, withRolloutArgument } from './which-rollout.js';

/** `rollcall status`: where a rollout stands, and what it waits for. */
export function addStatus(program: Command, context: Context): void {
  withRolloutArgument(program.command('status'))
    .description('show where a rollout stands, what it waits for and the command that answers')
    .option('--json', 'one JSON object')
    .action(
      act(context, (named: string | undefined, options: CommonOptions) =>
        withClient(async (client) => {
          const workflowId = await whichRollout(client, named, { orNewest: true });
          // Asked first: one that was terminated still has the status of a running one.
          const end = await endOfRollout(client, workflowId);
          const status = await statusBeside(client, workflowId, end);
          if (options.json === true) printJson(context, { workflowId, ...status, end });
          else printStatus(context, client, { workflowId, status, end });
          return status === null && end !== null ? exitCodeOf(end) : ExitCode.succeeded;
        }),
      ),
    );
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
}

function printStatus(context: Context, client: Client, { workflowId, status, end }: Shown): void {
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
}
