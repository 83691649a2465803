import type { Command } from 'commander';
import { statusOf, type RolloutStatus } from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
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
          const status = await statusOf(client, workflowId);
          if (options.json === true) printJson(context, { workflowId, ...status });
          else printStatus(context, workflowId, status);
          return ExitCode.succeeded;
        }),
      ),
    );
}

function printStatus(context: Context, workflowId: string, status: RolloutStatus): void {
  const lines = renderStatus(workflowId, status, paletteFor(context.terminal));
  for (const line of lines) context.terminal.out(line);
}
