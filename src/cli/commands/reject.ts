import type { Command } from 'commander';
import type { Context } from '../context.js';
import { addDecision } from './decision.js';

/** `rollcall reject`: ends the rollout at a gate. */
export function addReject(program: Command, context: Context): void {
  const command = program
    .command('reject')
    .description('reject at a gate: what was deployed is taken back unless --keep')
    .option('--gate <gate>', 'only this gate; default: whichever waits')
    .option('--reason <text>', 'for the report')
    .option('--keep', 'leave what was deployed as it is');
  addDecision(command, context, (options, by) => ({
    decision: 'reject',
    by,
    then: options.keep === true ? 'keep' : 'takeBack',
    ...(options.gate === undefined ? {} : { gate: options.gate }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  }));
}
