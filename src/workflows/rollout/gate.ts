import { condition } from '@temporalio/workflow';
import type { GateCheck } from '../../activities/types.js';
import { NEEDS_ANYBODY } from '../../domain/approval-rules.js';
import { approvalText } from '../../domain/board.js';
import { Break } from './break.js';
import {
  approveCommand,
  approveWithReasonCommand,
  rejectCommand,
  tripCommand,
} from './commands.js';
import type { ReceivedApproval } from './received-approvals.js';
import { ownId } from './record.js';
import type { GateToPass, PassedGate } from './passed-gate.js';
import { isOfThePlan } from './plan-concerns.js';
import { concerns, objectionOfWeather, reviewed, toName } from './review.js';
import type { Run } from './run.js';
import { despite } from './standing.js';
import { steadfast } from './step.js';

/**
 * Opens a gate and waits, for ever if need be, for the people whom the rules ask. Evidence goes on meanwhile, and a
 * failure found then cancels the way forward, gate and all. Throws Break on a rejection.
 */
export async function passGate(run: Run, gate: GateToPass): Promise<void> {
  const before = run.record.state;
  const { planDigest } = run.plan;
  const asksReason = gate.wait !== undefined;
  run.inbox.open({ name: gate.name, planDigest, rejectable: true, asksReason });
  const incident = `gate/${gate.name}`;
  let asked = false;
  try {
    const rules = await examine(run, gate, planDigest, []);
    const since = new Date().toISOString();
    const { what, approve } = show(run, gate, rules.objection, since);
    const flagged = toName(run, gate).length === 0 ? 'gateWaits' : 'flaggedForReview';
    const kind = gate.wait?.begins ?? flagged;
    asked = true;
    run.notifyMeanwhile(kind, what, {
      command: approve,
      incident: { name: incident, state: 'open' },
    });
    await decided(run, gate, rules, since);
  } finally {
    // Also after a trip: whoever approves then must be told that no gate waits.
    run.inbox.shut();
    if (asked) tellOver(run, gate, incident);
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

function tellOver(run: Run, gate: GateToPass, name: string): void {
  const ended = gate.opensItself?.() === true ? gate.wait?.ends() : undefined;
  const { kind, text } = ended ?? {
    kind: 'answered' as const,
    text: `gate ${gate.name} waits no more`,
  };
  run.notifyMeanwhile(kind, text, { incident: { name, state: 'closed' } });
}

/**
 * Until somebody rejects, the approvals that came in satisfy the rules as they are then, or nobody has to decide any
 * more. What is said of the wave may change meanwhile: then approvals are looked at again.
 */
async function decided(run: Run, gate: GateToPass, rules: GateCheck, since: string): Promise<void> {
  const { inbox } = run;
  let latest = rules;
  for (;;) {
    const shown = concerns(run, gate).join();
    await condition(
      () =>
        inbox.hasUnexamined ||
        inbox.rejection !== null ||
        gate.opensItself?.() === true ||
        concerns(run, gate).join() !== shown,
    );
    if (inbox.rejection !== null) return;
    if (gate.opensItself?.() === true)
      return run.record.notice(`gate ${gate.name} opens by itself: nobody has to decide any more`);
    const { approvals } = inbox;
    // What is said of a wait changes at every look: the rules are asked where there is something to judge.
    const isIdle = gate.wait !== undefined && approvals.length === 0;
    const check = isIdle ? latest : await examine(run, gate, run.plan.planDigest, approvals);
    latest = check;
    if (inbox.rejection !== null) return;
    inbox.examined(approvals, check.objection);
    if (check.objection === null) return keep(run, gate, check, approvals);
    if (approvals.length > 0) run.record.notice(`gate ${gate.name} stays shut: ${check.objection}`);
    show(run, gate, check.objection, since);
  }
}

/** Asks the rules about those approvals that name what is flagged. */
async function examine(
  run: Run,
  gate: GateToPass,
  planDigest: string,
  received: readonly ReceivedApproval[],
): Promise<GateCheck> {
  const { name, kind, orgs } = gate;
  const { counted, objections } = reviewed(run, gate, received);
  const approvals = counted.map(({ by, at, signature, flag }) => ({
    by,
    at,
    ...(signature === undefined ? {} : { signature }),
    ...(flag === undefined ? {} : { flag }),
  }));
  const { requestedBy } = run.input;
  const summary = approvals.length === 0 ? `who approves ${name}` : `approvals of ${name}`;
  const about = { scope: run.scope, rolloutId: ownId(), gate: name, kind, planDigest, orgs };
  const check = await steadfast(run, `gate ${name}`, (a) =>
    a.checkGate.executeWithOptions({ summary }, [{ ...about, requestedBy, approvals }]),
  );
  const weather = check.objection === null ? objectionOfWeather(run, gate, counted) : null;
  const all = [check.objection ?? weather, ...objections].filter((one) => one !== null);
  const stays = check.objection !== null || weather !== null;
  return { ...check, objection: stays ? all.join('; ') : null };
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
  run.opened = run.opened
    .filter((passed) => passed.wave === null || passed.wave === wave)
    .map((passed) => ({ ...passed, wave }));
  let asked = false;
  for (const passed of run.opened) {
    if (!waited && Date.now() - passed.judgedAtMs < FRESH_MS) continue;
    const { objection } = await examine(run, passed.gate, passed.planDigest, passed.approvals);
    const others = run.opened.filter((other) => other !== passed);
    run.opened = others;
    if (objection === null) {
      run.opened = [...others, { ...passed, judgedAtMs: Date.now() }];
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
  since: string,
): { readonly what: string; readonly approve: string } {
  const id = ownId();
  const { name } = gate;
  // One approval by anybody is what a gate asks for anyway.
  const missing = objection === null || objection === NEEDS_ANYBODY ? [] : [objection];
  const what = [`${gate.what} (gate \`${name}\`)`, ...missing, ...concerns(run, gate)].join('; ');
  const bound = isOfThePlan(gate.kind) ? run.plan.planDigest : undefined;
  const flags = toName(run, gate);
  const approve =
    gate.wait === undefined
      ? approveCommand(id, name, bound, flags)
      : approveWithReasonCommand(id, name);
  const commands = [approve, rejectCommand(id, name)];
  const flagged = flags.length === 0 ? {} : { flags };
  const state = gate.wait?.state ?? 'awaitingApproval';
  run.record.enter(state, { what, gate: name, since, commands, ...flagged });
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
  // Who cuts a wait short does it now, and for no later time.
  if (gate.wait === undefined) run.opened = [...run.opened, passed];
  for (const approval of check.approvals) {
    const given = run.inbox.approvals.find(({ by }) => by === approval.by);
    const { note, flag } = given ?? {};
    const against = gate.wave === undefined ? null : despite(run, gate.wave);
    const record = {
      gate: gate.name,
      kind: gate.kind,
      planDigest,
      ...approval,
      ...(note === undefined ? {} : { note }),
      ...(against === null ? {} : { despite: against }),
      ...(flag === undefined ? {} : { flag }),
    };
    run.record.notice(`approved: ${approvalText(record)}${note === undefined ? '' : `: ${note}`}`);
    run.record.approvals.push(record);
  }
}
