import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { endOfRollout } from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode, exitCodeOf } from '../exit-code.js';
import { follow } from '../follow.js';
import { renderEnd, renderRemedy } from '../render/end.js';
import { whichRollout, withRolloutArgument } from './which-rollout.js';

/** `rollcall watch`: live progress until the end, whose exit code it takes. */
export function addWatch(program: Command, context: Context): void {
  withRolloutArgument(program.command('watch'))
    .description('follow a rollout until its end; Ctrl-C stops the watching only')
    .option('--json', 'every change as a JSON object on a line; the end is the last')
    .action(
      act(context, (named: string | undefined, options: CommonOptions) =>
        withClient((client) => watchRollout(context, client, named, options)),
      ),
    );
}

async function watchRollout(
  context: Context,
  client: Client,
  named: string | undefined,
  options: CommonOptions,
): Promise<ExitCode> {
  const workflowId = await whichRollout(client, named, { orNewest: true });
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const show = options.json === true ? 'json' : 'people';
    // The last status of one that was stopped from outside reads like that of a running one.
    if ((await endOfRollout(client, workflowId))?.kind !== 'stopped')
      await follow(context, client, workflowId, { signal: stop.signal, show });
  } finally {
    process.off('SIGINT', interrupt);
  }
  const end = await endOfRollout(client, workflowId);
  if (end === null) return ExitCode.succeeded;
  if (options.json === true) printJson(context, { workflowId, end });
  else {
    const { taskQueue } = context.settings;
    const { namespace } = client.options;
    const lines = [...renderEnd(end), ...renderRemedy(workflowId, end, { taskQueue, namespace })];
    for (const line of lines) context.terminal.out(line);
  }
  return exitCodeOf(end);
}
