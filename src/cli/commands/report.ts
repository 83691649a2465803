import type { Command } from 'commander';
import { reportOf } from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { whichRollout, withRolloutArgument } from './which-rollout.js';

/** `rollcall report`: what a rollout did, org by org. */
export function addReport(program: Command, context: Context): void {
  withRolloutArgument(program.command('report'))
    .description('print the report of a rollout (Markdown)')
    .option('--json', 'one JSON object')
    .action(
      act(context, (named: string | undefined, options: CommonOptions) =>
        withClient(async (client) => {
          const workflowId = await whichRollout(client, named, { orNewest: true });
          const report = await reportOf(client, workflowId);
          if (options.json === true)
            printJson(context, { workflowId, report: report.status, place: report.place });
          else context.terminal.out(report.markdown);
          return ExitCode.succeeded;
        }),
      ),
    );
}
