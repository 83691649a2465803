import type { RolloutState } from '../../domain/rollout-status.js';
import type { Approve, Decision } from '../messages.js';

const MOST_APPROVALS = 20;

/** A gate that is open for a decision. */
export interface OpenGate {
  readonly name: string;
  readonly planDigest: string | null;
  /** False where there is nothing left to take back. */
  readonly rejectable: boolean;
  /** True where an approval has to say why. */
  readonly asksReason?: boolean;
}

/** What decides whether a message counts now. */
export interface Standing {
  readonly gate: OpenGate | null;
  /** Why nothing that goes forward can be approved any more. */
  readonly refusal: string | null;
  readonly approvals: readonly Pick<Approve, 'by'>[];
  readonly state: RolloutState;
  /** Gates beside the one that is open, which can be decided as well, by name, and the plan that they are about. */
  readonly questions?: { readonly gates: readonly string[]; readonly planDigest: string | null };
}

/** Why a well-formed decision does not count now, or null. */
export function objectionTo(decision: Decision, now: Standing): string | null {
  if ('gate' in decision && isQuestion(decision.gate, now))
    return decision.decision === 'approve'
      ? (now.refusal ?? objectionToPlan(decision.planDigest, now.questions?.planDigest ?? null))
      : null;
  switch (decision.decision) {
    case 'approve':
      return (
        objectionToForward(now) ??
        objectionToGate(decision.gate, now) ??
        objectionToPlan(decision.planDigest, now.gate?.planDigest ?? null) ??
        objectionToSilence(decision, now) ??
        objectionToMore(decision.by, now)
      );
    case 'reject':
      return objectionToGate(decision.gate, now) ?? objectionToRejecting(now);
    case 'trip':
      return objectionToTripping(now);
    case 'pause':
    case 'resume':
      return null;
    default:
      return decision satisfies never;
  }
}

function isQuestion(named: string | undefined, { gate, questions }: Standing): boolean {
  return named !== undefined && named !== gate?.name && questions?.gates.includes(named) === true;
}

export function objectionToTripping({ state }: Standing): string | null {
  if (state !== 'closing') return null;
  return 'the windows are being closed; roll out the release before it instead';
}

function objectionToForward({ gate, refusal }: Standing): string | null {
  return gate?.rejectable === false ? null : refusal;
}

function objectionToGate(named: string | undefined, { gate, state }: Standing): string | null {
  if (gate === null) return `no gate waits now (state: ${state})`;
  if (named === undefined || named === gate.name) return null;
  return `it names gate "${named}", the open one is "${gate.name}"`;
}

function objectionToRejecting({ gate }: Standing): string | null {
  if (gate?.rejectable !== false) return null;
  return `gate "${gate.name}" can only be approved: everything is taken back already`;
}

/** Every approval travels to the activity that judges them: their number is bounded. */
function objectionToMore(by: string, { approvals }: Standing): string | null {
  const isNew = !approvals.some((approval) => approval.by === by);
  if (!isNew || approvals.length < MOST_APPROVALS) return null;
  return `${MOST_APPROVALS} people have approved this gate already; look at what it still asks for`;
}

function objectionToSilence({ reason, note }: Approve, { gate }: Standing): string | null {
  const said = (reason ?? note ?? '').trim() !== '';
  if (gate?.asksReason !== true || said) return null;
  return `gate "${gate.name}" asks for a reason: say why ("reason")`;
}

function objectionToPlan(digest: string | undefined, current: string | null): string | null {
  if (digest === undefined || current === null || current.startsWith(digest)) return null;
  return `it names plan ${digest}, the current one is ${current.slice(0, 12)}`;
}
