import { condition } from '@temporalio/workflow';
import { Break } from './break.js';
import { approveCommand, rejectCommand } from './commands.js';
import { ownId } from './record.js';
import type { Run } from './run.js';

export interface GateToPass {
  readonly name: string;
  readonly what: string;
  /** What the person who decides should look at. */
  readonly flags: readonly string[];
  /** The observation whose failure trips while the gate waits. */
  readonly observation: string | null;
}

/**
 * Opens a gate and waits, for ever if need be, for a person. Evidence goes on meanwhile: a verdict that turns to
 * fail trips, and is looked at once more when the approval comes. Throws Break on a rejection.
 */
export async function passGate(run: Run, gate: GateToPass): Promise<void> {
  const id = ownId();
  const failed = (): boolean =>
    gate.observation !== null && run.verdicts.get(gate.observation)?.verdict.label === 'fail';
  run.inbox.open({
    name: gate.name,
    planDigest: run.record.plan?.planDigest ?? null,
    rejectable: true,
  });
  const what = [`${gate.what} (gate \`${gate.name}\`)`, ...gate.flags].join('; ');
  const approve = approveCommand(id, gate.name);
  run.record.enter('awaitingApproval', {
    what,
    gate: gate.name,
    commands: [approve, rejectCommand(id, gate.name)],
  });
  const told = run.notify('gateWaits', what, approve);
  await condition(() => run.inbox.approval !== null || run.inbox.rejection !== null || failed());
  await told;
  const { rejection } = run.inbox;
  run.inbox.shut();
  if (rejection !== null)
    throw new Break(
      'rejected',
      rejection.then === 'keep' ? 'none' : 'rollout',
      `rejected at gate ${gate.name} by ${rejection.by}${rejection.reason === undefined ? '' : `: ${rejection.reason}`}`,
    );
  if (failed()) throw failure(run, gate.observation ?? '');
}

/** The break that a failed verdict makes. */
export function failure(run: Run, observation: string): Break {
  const verdict = run.verdicts.get(observation)?.verdict;
  return new Break('failed', 'wave', `the judge says fail: ${verdict?.reason ?? 'no reason'}`);
}
