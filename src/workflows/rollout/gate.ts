import { condition } from '@temporalio/workflow';
import type { GateCheck } from '../../activities/types.js';
import { NEEDS_ANYBODY } from '../../domain/approval-rules.js';
import { Break } from './break.js';
import { approveCommand, rejectCommand, tripCommand } from './commands.js';
import type { ReceivedApproval } from './inbox.js';
import { ownId } from './record.js';
import type { GateToPass, PassedGate } from './passed-gate.js';
import { isOfThePlan } from './plan-concerns.js';
import type { Run } from './run.js';
import { steadfast } from './step.js';

/**
 * Opens a gate and waits, for ever if need be, for the people whom the rules ask. Evidence goes on meanwhile, and a
 * failure found then cancels the way forward, gate and all. Throws Break on a rejection.
 */
export async function passGate(run: Run, gate: GateToPass): Promise<void> {
  const before = run.record.state;
  const { planDigest } = run.plan;
  run.inbox.open({ name: gate.name, planDigest, rejectable: true });
  try {
    const rules = await examine(run, gate, planDigest, []);
    const { what, approve } = show(run, gate, rules.objection);
    run.notifyMeanwhile('gateWaits', what, approve);
    await decided(run, gate);
  } finally {
    // Also after a trip: whoever approves then must be told that no gate waits.
    run.inbox.shut();
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
    const check = await examine(run, gate, run.plan.planDigest, approvals);
    if (inbox.rejection !== null) return;
    inbox.examined(approvals, check.objection);
    if (check.objection === null) return keep(run, gate, check, approvals);
    run.record.notice(`gate ${gate.name} stays shut: ${check.objection}`);
    show(run, gate, check.objection);
  }
}

function examine(
  run: Run,
  gate: GateToPass,
  planDigest: string,
  received: readonly ReceivedApproval[],
): Promise<GateCheck> {
  const { name, kind, orgs } = gate;
  const approvals = received.map(({ by, at, signature }) => ({
    by,
    at,
    ...(signature === undefined ? {} : { signature }),
  }));
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

/** Approvals expire by the minute: where nothing was waited for, and they were judged so lately, they count still. */
const FRESH_MS = 60_000;

/**
 * Judges once more what opened the way to a wave, since a freeze or a pause may have lasted longer than an approval
 * counts: a gate whose rules are not satisfied any more is asked again. True where any was.
 */
export async function askAgainWhereLapsed(
  run: Run,
  wave: number,
  waited: boolean,
): Promise<boolean> {
  run.passed = run.passed
    .filter((passed) => passed.wave === null || passed.wave === wave)
    .map((passed) => ({ ...passed, wave }));
  let asked = false;
  for (const passed of run.passed) {
    if (!waited && Date.now() - passed.judgedAtMs < FRESH_MS) continue;
    const { objection } = await examine(run, passed.gate, passed.planDigest, passed.approvals);
    const others = run.passed.filter((other) => other !== passed);
    run.passed = others;
    if (objection === null) {
      run.passed = [...others, { ...passed, judgedAtMs: Date.now() }];
      continue;
    }
    run.record.notice(`gate ${passed.gate.name} has to be approved again: ${objection}`);
    await passGate(run, passed.gate);
    asked = true;
  }
  return asked;
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

function keep(
  run: Run,
  gate: GateToPass,
  check: GateCheck,
  approvals: readonly ReceivedApproval[],
): void {
  const { planDigest } = run.plan;
  const passed: PassedGate = { gate, planDigest, approvals, judgedAtMs: Date.now(), wave: null };
  run.passed = [...run.passed, passed];
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
