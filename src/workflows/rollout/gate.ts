import { condition } from '@temporalio/workflow';
import { Break } from './break.js';
import { approveCommand, rejectCommand, tripCommand } from './commands.js';
import { ownId } from './record.js';
import type { Run } from './run.js';

export interface GateToPass {
  readonly name: string;
  readonly what: string;
  /** What the person who decides should look at. */
  readonly flags: readonly string[];
}

/**
 * Opens a gate and waits, for ever if need be, for a person. Evidence goes on meanwhile, and a failure found then
 * cancels the way forward, gate and all. Throws Break on a rejection.
 */
export async function passGate(run: Run, gate: GateToPass): Promise<void> {
  const id = ownId();
  const before = run.record.state;
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
  await condition(() => run.inbox.approval !== null || run.inbox.rejection !== null);
  // The board must not ask for a decision that was made.
  run.record.enter(before, {
    what: `what follows from the decision at gate ${gate.name}`,
    commands: [tripCommand(id)],
  });
  const { rejection } = run.inbox;
  run.inbox.shut();
  if (rejection !== null)
    throw new Break(
      'rejected',
      rejection.then === 'keep' ? null : 0,
      `rejected at gate ${gate.name} by ${rejection.by}${rejection.reason === undefined ? '' : `: ${rejection.reason}`}`,
    );
  await told;
}
