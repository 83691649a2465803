import { Option, type Command } from 'commander';
import type { Context } from '../context.js';
import { addDecision } from './decision.js';

/** `rollcall trip`: takes the release back now. */
export function addTrip(program: Command, context: Context): void {
  const command = program
    .command('trip')
    .alias('rollback')
    .description('trip the breaker: take back what this rollout did')
    .option('--reason <text>', 'for the report')
    .addOption(
      new Option('--scope <scope>', 'how much to take back')
        .choices(['rollout', 'wave'])
        .default('rollout'),
    );
  addDecision(command, context, (options, by) => ({
    decision: 'trip',
    by,
    ...(options.scope === undefined ? {} : { scope: options.scope }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  }));
}
