import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import {
  connectionTarget,
  decide,
  RollcallError,
  statusOf,
  type DecisionRequest,
  type RolloutStatus,
} from '../../client/index.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { signedApproval } from '../sign-decision.js';
import { userName } from './decision.js';
import { whichRollout, withRolloutArgument } from './which-rollout.js';

interface Options extends CommonOptions {
  readonly gate?: string;
  readonly by?: string;
  readonly planDigest?: string;
  readonly note?: string;
  readonly flag: readonly string[];
  readonly reason?: string;
  readonly sign?: boolean;
  readonly key?: string;
  readonly print?: boolean;
}

/** `rollcall approve`: opens the gate that waits, where the rules take the approval. */
export function addApprove(program: Command, context: Context): void {
  const command = program
    .command('approve')
    .description('approve the gate that waits')
    .option('--gate <gate>', 'the gate, as status names it; default: the one that waits')
    .option('--plan-digest <digest>', 'count only for this plan (8 characters are enough)')
    .option('--note <text>', 'for the report')
    .option(
      '--flag <name>',
      'a flag of the wave that you have looked at; may be given several times',
      (name: string, before: readonly string[]) => [...before, name],
      [],
    )
    .option('--reason <text>', 'why: a rollout that is held asks for it')
    .option('--sign', 'sign with your SSH key: operations.yaml names the keys of people')
    .option('--key <file>', 'SSH key, or the public key of one in the agent; implies --sign')
    .option('--print', 'print the JSON for the Web UI or the Temporal CLI instead of sending it');
  withRolloutArgument(command)
    .option('--by <name>', 'who decides; default: your user name')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, (named: string | undefined, options: Options) =>
        withClient((client) => approve(context, client, named, options)),
      ),
    );
}

async function approve(
  context: Context,
  client: Client,
  named: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const { terminal } = context;
  const workflowId = await whichRollout(client, named);
  const decision = await approvalOf(client, workflowId, options);
  if (options.print === true) {
    const { decision: _name, ...payload } = decision;
    terminal.out(JSON.stringify(payload));
    return ExitCode.succeeded;
  }
  const answer = await decide(client, workflowId, decision);
  if (options.json === true) printJson(context, { workflowId, ...answer });
  else terminal.out(`${answer.taken} on ${workflowId} at ${connectionTarget().address}`);
  return answer.opens === false ? ExitCode.gateWaits : ExitCode.succeeded;
}

async function approvalOf(
  client: Client,
  workflowId: string,
  options: Options,
): Promise<Extract<DecisionRequest, { decision: 'approve' }>> {
  const { planDigest, by = userName() } = options;
  const note = options.reason ?? options.note;
  const gate = options.gate ?? waitingGate(workflowId, await statusOf(client, workflowId));
  const given = {
    gate,
    by,
    ...(planDigest === undefined ? {} : { planDigest }),
    ...(note === undefined ? {} : { note }),
    ...(options.flag.length === 0 ? {} : { flag: options.flag.join(',') }),
  };
  if (options.sign !== true && options.key === undefined) return { decision: 'approve', ...given };
  return signedApproval(client, { workflowId, ...given, key: options.key ?? null });
}

/** The gate that waits: a rollout waits at one at a time. RollcallError `refused` where none does. */
export function waitingGate(
  workflowId: string,
  { awaiting, state }: Pick<RolloutStatus, 'awaiting' | 'state'>,
): string {
  if (awaiting?.gate !== undefined) return awaiting.gate;
  throw new RollcallError(
    'refused',
    `no gate of ${workflowId} waits: it is in the state ${state}. To approve ahead, name it: --gate <gate>`,
  );
}
