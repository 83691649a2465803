import type { Command } from 'commander';
import { chartsOf, reportOf } from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { BadSettingsError } from '../../settings.js';
import { ExitCode } from '../exit-code.js';
import { writeFiles } from '../write-files.js';
import { whichRollout, withRolloutArgument } from './which-rollout.js';

interface Options extends CommonOptions {
  readonly charts?: string;
}

/** `rollcall report`: what a rollout did, org by org. */
export function addReport(program: Command, context: Context): void {
  withRolloutArgument(program.command('report'))
    .description('print the report of a rollout (Markdown)')
    .option('--json', 'one JSON object')
    .option('--charts <folder>', 'write its charts (SVG) there')
    .action(
      act(context, (named: string | undefined, options: Options) =>
        withClient(async (client) => {
          const workflowId = await whichRollout(client, named, { orNewest: true });
          const report = await reportOf(client, workflowId);
          if (options.json === true)
            printJson(context, { workflowId, report: report.status, place: report.place });
          else context.terminal.out(report.markdown);
          if (options.charts !== undefined)
            await writeReportCharts(context, report.place, options.charts);
          return ExitCode.succeeded;
        }),
      ),
    );
}

async function writeReportCharts(
  { terminal }: Context,
  place: string | null,
  folder: string,
): Promise<void> {
  const pictures = place === null ? [] : await chartsOf(place);
  if (pictures === null)
    throw new BadSettingsError(
      `no charts: the ledger of ${place} is not on this machine; run this where it is`,
    );
  const files = pictures.map(({ file, svg }) => ({ file, text: svg }));
  terminal.err(await writeFiles(folder, files, 'charts'));
}
