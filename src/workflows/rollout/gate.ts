import { condition } from '@temporalio/workflow';
import type { GateCheck } from '../../activities/types.js';
import { NEEDS_ANYBODY } from '../../domain/approval-rules.js';
import type { GateName } from '../../domain/operations.js';
import { Break } from './break.js';
import { approveCommand, rejectCommand, tripCommand } from './commands.js';
import { ownId } from './record.js';
import { isOfThePlan } from './plan-concerns.js';
import type { Run } from './run.js';
import { steadfast } from './step.js';

export interface GateToPass {
  /** As people name it. */
  readonly name: string;
  /** By which operations.yaml says who approves. */
  readonly kind: GateName;
  readonly what: string;
  /** What the person who decides should look at. */
  readonly flags: readonly string[];
  /** Logical ids of what opens with it: their regions say who approves. */
  readonly orgs: readonly string[];
}

/**
 * Opens a gate and waits, for ever if need be, for the people whom the rules ask. Evidence goes on meanwhile, and a
 * failure found then cancels the way forward, gate and all. Throws Break on a rejection.
 */
export async function passGate(run: Run, gate: GateToPass): Promise<void> {
  const before = run.record.state;
  const { planDigest } = run.plan;
  run.inbox.open({ name: gate.name, planDigest, rejectable: true });
  const incident = `gate/${gate.name}`;
  let asked = false;
  try {
    const rules = await examine(run, gate);
    const { what, approve } = show(run, gate, rules.objection);
    const kind = gate.flags.length === 0 ? 'gateWaits' : 'flaggedForReview';
    asked = true;
    run.notifyMeanwhile(kind, what, {
      command: approve,
      incident: { name: incident, state: 'open' },
    });
    await decided(run, gate);
  } finally {
    // Also after a trip: whoever approves then must be told that no gate waits.
    run.inbox.shut();
    if (asked)
      run.notifyMeanwhile('answered', `gate ${gate.name} waits no more`, {
        incident: { name: incident, state: 'closed' },
      });
  }
  // The board must not ask for a decision that was made.
  run.record.enter(before, {
    what: `what follows from the decision at gate ${gate.name}`,
    commands: [tripCommand(ownId())],
  });
  const { rejection } = run.inbox;
  if (rejection === null) return;
  throw new Break(
    'rejected',
    rejection.then === 'keep' ? null : 0,
    `rejected at gate ${gate.name} by ${rejection.by}${rejection.reason === undefined ? '' : `: ${rejection.reason}`}`,
  );
}

/** Until somebody rejects, or the approvals that came in satisfy the rules as they are then. */
async function decided(run: Run, gate: GateToPass): Promise<void> {
  const { inbox } = run;
  for (;;) {
    await condition(() => inbox.hasUnexamined || inbox.rejection !== null);
    if (inbox.rejection !== null) return;
    const { approvals } = inbox;
    const check = await examine(run, gate);
    if (inbox.rejection !== null) return;
    inbox.examined(approvals, check.objection);
    if (check.objection === null) return keep(run, gate, check);
    run.record.notice(`gate ${gate.name} stays shut: ${check.objection}`);
    show(run, gate, check.objection);
  }
}

function examine(run: Run, gate: GateToPass): Promise<GateCheck> {
  const { name, kind, orgs } = gate;
  const approvals = run.inbox.approvals.map(({ by, at, signature }) => ({
    by,
    at,
    ...(signature === undefined ? {} : { signature }),
  }));
  const { planDigest } = run.plan;
  const { requestedBy } = run.input;
  const summary = approvals.length === 0 ? `who approves ${name}` : `approvals of ${name}`;
  return steadfast(run, `gate ${name}`, (a) =>
    a.checkGate.executeWithOptions({ summary }, [
      {
        scope: run.scope,
        rolloutId: ownId(),
        gate: name,
        kind,
        planDigest,
        orgs,
        requestedBy,
        approvals,
      },
    ]),
  );
}

function show(
  run: Run,
  gate: GateToPass,
  objection: string | null,
): { readonly what: string; readonly approve: string } {
  const id = ownId();
  const { name, flags } = gate;
  // One approval by anybody is what a gate asks for anyway.
  const missing = objection === null || objection === NEEDS_ANYBODY ? [] : [objection];
  const what = [`${gate.what} (gate \`${name}\`)`, ...missing, ...flags].join('; ');
  const bound = isOfThePlan(gate.kind) ? run.plan.planDigest : undefined;
  const approve = approveCommand(id, name, bound);
  const commands = [approve, rejectCommand(id, name)];
  run.record.enter('awaitingApproval', { what, gate: name, commands });
  return { what, approve };
}

function keep(run: Run, gate: GateToPass, check: GateCheck): void {
  const { planDigest } = run.plan;
  for (const approval of check.approvals) {
    const note = run.inbox.approvals.find(({ by }) => by === approval.by)?.note;
    const noted = note === undefined ? {} : { note };
    run.record.notice(
      `gate ${gate.name} approved by ${approval.by} (${approval.identity})${note === undefined ? '' : `: ${note}`}`,
    );
    run.record.approvals.push({
      gate: gate.name,
      kind: gate.kind,
      planDigest,
      ...approval,
      ...noted,
    });
  }
}
