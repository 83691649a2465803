import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { onlyRollout } from '../../client/index.js';

/** Adds the argument that names the rollout; without it, the only one that is running is meant. */
export function withRolloutArgument(command: Command): Command {
  return command.argument('[workflow-id]', 'the rollout; default: the only one that is running');
}

/** The rollout that was named, or the only one there is. */
export async function whichRollout(
  client: Client,
  named: string | undefined,
  options: { orNewest?: boolean } = {},
): Promise<string> {
  return named ?? (await onlyRollout(client, options));
}
