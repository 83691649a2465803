import type { SupersedeRequest } from '../signals.js';
import { Break } from './break.js';
import { tripCommand } from './commands.js';
import { orgsOf, ownId } from './record.js';
import type { Run } from './run.js';

/** Before people are asked: a rollout that would not give way ends the emergency now, and not after two signatures. */
export async function askToGiveWay(run: Run): Promise<void> {
  const { supersede: other } = run.input;
  if (other === undefined) return;
  if (other === ownId()) throw new Break('refused', null, 'a rollout cannot supersede itself');
  const answer = await run.superseding.ask(other, request(run, true), ['wouldGiveWay', 'refused']);
  if (answer?.answer === 'refused') throw new Break('refused', null, answer.text);
}

/** Waits until the other rollout has given its windows up: taken back, or closed as they are. */
export async function supersedeOther(run: Run): Promise<void> {
  const { supersede: other } = run.input;
  if (other === undefined) return;
  const before = run.record.state;
  const what = `${other} to give up its windows (${THEN[run.input.supersedeThen]})`;
  run.record.enter('awaitingClearance', { what, commands: [tripCommand(ownId())] });
  const answer = await run.superseding.ask(other, request(run, false), ['closed', 'refused']);
  if (answer?.answer === 'refused') throw new Break('refused', null, answer.text);
  const ended = answer === null ? 'it had ended already' : answer.text;
  run.record.warn([`it superseded ${other}: ${ended}`]);
  run.record.enter(before);
}

export const THEN = {
  takeBack: 'what it changed is taken back',
  keep: 'what it changed stays',
} as const;

function request(run: Run, ask: boolean): Omit<SupersedeRequest, 'from'> {
  const { environment, reason = 'no reason', supersedeThen: then } = run.input;
  return { environment, orgs: run.plan.waves.flatMap(orgsOf), reason, then, ask };
}
