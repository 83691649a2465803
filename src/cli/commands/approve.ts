import type { Command } from 'commander';
import type { Context } from '../context.js';
import { addDecision } from './decision.js';

/** `rollcall approve`: opens the gate that waits. */
export function addApprove(program: Command, context: Context): void {
  const command = program
    .command('approve')
    .description('approve the gate that waits')
    .requiredOption('--gate <gate>', 'the gate, as status names it')
    .option('--plan-digest <digest>', 'count only for this plan (8 characters are enough)')
    .option('--note <text>', 'for the report');
  addDecision(command, context, (options, by) => ({
    decision: 'approve',
    // Commander has made sure of it.
    gate: options.gate ?? '',
    by,
    ...(options.planDigest === undefined ? {} : { planDigest: options.planDigest }),
    ...(options.note === undefined ? {} : { note: options.note }),
  }));
}
