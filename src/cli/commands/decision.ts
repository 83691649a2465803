import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { connectionTarget, decide, type DecisionRequest } from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { whichRollout, withRolloutArgument } from './which-rollout.js';

/** Options of decisions; each command declares those that it has. */
export interface DecisionOptions extends CommonOptions {
  readonly by?: string;
  readonly gate?: string;
  readonly planDigest?: string;
  readonly note?: string;
  readonly reason?: string;
  readonly keep?: boolean;
  readonly scope?: 'rollout' | 'wave';
}

/** Adds what every decision has, and sends what `request` makes of the options. */
export function addDecision(
  command: Command,
  context: Context,
  request: (options: DecisionOptions, by: string) => DecisionRequest,
): void {
  withRolloutArgument(command)
    .option('--by <name>', 'who decides; default: your user name')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, (named: string | undefined, options: DecisionOptions) =>
        withClient(async (client) => {
          const workflowId = await whichRollout(client, named);
          const answer = await decide(
            client,
            workflowId,
            request(options, options.by ?? userName()),
          );
          if (options.json === true) printJson(context, { workflowId, ...answer });
          else
            context.terminal.out(
              `${answer.taken} on ${workflowId} at ${connectionTarget().address}`,
            );
          return ExitCode.succeeded;
        }),
      ),
    );
}

/** The OS user's name: who acts, where nobody says otherwise. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user id may have no entry.
    return 'unknown';
  }
}
