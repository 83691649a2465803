import type { Command } from 'commander';
import type { Context } from '../context.js';
import { addDecision } from './decision.js';

/** `rollcall pause`: no further org is started; judge and breaker stay armed. */
export function addPause(program: Command, context: Context): void {
  const command = program
    .command('pause')
    .description('start no further org; running ones finish, judge and breaker stay armed')
    .option('--reason <text>', 'for the report');
  addDecision(command, context, (options, by) => ({
    decision: 'pause',
    by,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  }));
}
