import { Option, type Command } from 'commander';
import type { RolloutRequest } from '../../client/index.js';
import { act, type CommonOptions, type Context } from '../context.js';
import { startAndWait } from '../start-and-wait.js';
import { userName } from './decision.js';
import { list, numberBetween } from './options.js';

interface Options extends CommonOptions {
  readonly release: string;
  readonly environment: string;
  readonly requestedBy?: string;
  readonly change?: string;
  readonly reason?: string;
  readonly emergency?: boolean;
  readonly overridePromotion?: string;
  readonly supersede?: string;
  readonly supersedeKeep?: boolean;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly dryRun?: boolean;
  readonly timeScale?: number;
  readonly workflowId?: string;
  readonly wait?: true | 'gate' | 'end';
}

/** `rollcall start`: starts a rollout, and waits for it where asked to. */
export function addStart(program: Command, context: Context): void {
  program
    .command('start')
    .description('start a rollout of a release into an environment')
    .requiredOption('--release <ref>', 'any Git ref of the configuration repository')
    .requiredOption('--environment <name>', 'development, staging, production, …')
    .option('--requested-by <name>', 'who asks for it; default: your user name')
    .option('--change <ticket>', 'change ticket')
    .option('--reason <text>', 'why, for the report')
    .option(
      '--emergency',
      'without staging pass and freezes, with short windows: needs --reason and two signed approvals',
    )
    .option('--supersede <rollout>', 'of an emergency: a rollout that waits gives its orgs up')
    .option('--supersede-keep', 'what that one changed stays; default: it is taken back')
    .option('--override-promotion <reason>', 'go ahead without the pass of the environment before')
    .option('--only <names>', 'only these groups and orgs (comma-separated)', list)
    .option('--except <names>', 'not these groups and orgs (comma-separated)', list)
    .option('--dry-run', 'plan and report, write nothing')
    .option(
      '--time-scale <factor>',
      "rehearsal: the simulator's clock factor",
      numberBetween(1, 10_000),
    )
    .option('--workflow-id <id>', 'default: rollout/<environment>/<release>')
    .addOption(
      new Option('--wait [until]', 'wait until the next gate or the end').choices(['gate', 'end']),
    )
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, (options: Options) =>
        startAndWait(context, {
          request: requestOf(options),
          workflowId: options.workflowId ?? null,
          wait: options.wait === true ? 'end' : (options.wait ?? null),
          json: options.json === true,
        }),
      ),
    );
}

function requestOf(options: Options): RolloutRequest {
  const { release, environment, change, only, except, dryRun, timeScale } = options;
  const { reason, emergency, overridePromotion, supersede, supersedeKeep } = options;
  return {
    release,
    environment,
    requestedBy: options.requestedBy ?? userName(),
    ...(change === undefined ? {} : { change }),
    ...(reason === undefined ? {} : { reason }),
    ...(emergency === undefined ? {} : { emergency }),
    ...(overridePromotion === undefined ? {} : { overridePromotion }),
    ...(supersede === undefined ? {} : { supersede }),
    ...(supersedeKeep === true ? { supersedeThen: 'keep' as const } : {}),
    ...(only === undefined ? {} : { only: [...only] }),
    ...(except === undefined ? {} : { except: [...except] }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(timeScale === undefined ? {} : { timeScale }),
  };
}
