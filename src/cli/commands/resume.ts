import type { Command } from 'commander';
import type { Context } from '../context.js';
import { addDecision } from './decision.js';

/** `rollcall resume`: ends a pause. */
export function addResume(program: Command, context: Context): void {
  const command = program.command('resume').description('go on after a pause');
  addDecision(command, context, (_options, by) => ({ decision: 'resume', by }));
}
