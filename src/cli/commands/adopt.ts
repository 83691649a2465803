import type { Command } from 'commander';
import { act, type CommonOptions, type Context } from '../context.js';
import { startAndWait } from '../start-and-wait.js';
import { userName } from './decision.js';
import { list, numberBetween } from './options.js';

interface Options extends CommonOptions {
  readonly release: string;
  readonly environment: string;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly reason?: string;
  readonly timeScale?: number;
}

/** `rollcall adopt`: puts on record what is live, so that later plans can tell people's edits. */
export function addAdopt(program: Command, context: Context): void {
  program
    .command('adopt')
    .description('put on record what is live; writes to no org')
    .requiredOption('--release <ref>', 'whose resources and paths are put on record')
    .requiredOption('--environment <name>', 'development, staging, production, …')
    .option('--only <names>', 'only these groups and orgs (comma-separated)', list)
    .option('--except <names>', 'not these groups and orgs (comma-separated)', list)
    .option('--reason <text>', 'why, for the report')
    .option('--time-scale <factor>', "the simulator's clock factor", numberBetween(1, 10_000))
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, ({ release, environment, only, except, reason, timeScale, json }: Options) =>
        startAndWait(context, {
          request: {
            release,
            environment,
            requestedBy: userName(),
            adopt: true,
            ...(only === undefined ? {} : { only: [...only] }),
            ...(except === undefined ? {} : { except: [...except] }),
            ...(reason === undefined ? {} : { reason }),
            ...(timeScale === undefined ? {} : { timeScale }),
          },
          workflowId: `adoption/${environment}/${release}`,
          wait: 'end',
          json: json === true,
        }),
      ),
    );
}
