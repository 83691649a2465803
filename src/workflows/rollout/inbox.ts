import {
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type { z } from 'zod';
import type { RolloutStatus } from '../../domain/rollout-status.js';
import {
  Approve,
  Decision,
  Message,
  Pause,
  Reject,
  Resume,
  TripBreaker,
  type DecisionAnswer,
} from '../messages.js';
import { objectionTo, objectionToTripping, type OpenGate, type Standing } from './objections.js';
import type { Questions } from './questions.js';
import { signedAlready, withApproval, type ReceivedApproval } from './received-approvals.js';
import type { RolloutRecord } from './record.js';

const approveSignal = defineSignal<[unknown]>(Message.approve);
const rejectSignal = defineSignal<[unknown]>(Message.reject);
const pauseSignal = defineSignal<[unknown]>(Message.pause);
const resumeSignal = defineSignal<[unknown]>(Message.resume);
const tripSignal = defineSignal<[unknown]>(Message.tripBreaker);
const decideUpdate = defineUpdate<DecisionAnswer, [unknown]>(Message.decide);
const statusQuery = defineQuery<RolloutStatus>(Message.status);
const reportQuery = defineQuery<RolloutStatus>(Message.report);

/**
 * Takes what people send. Signals cannot be refused, so what does not count becomes a notice on the board; the
 * update `decide` takes the same decisions and refuses with the reason. A malformed trip trips.
 */
export class Inbox {
  trip: TripBreaker | null = null;
  rejection: Reject | null = null;
  /** For the gate that is open: the latest of each person. */
  approvals: readonly ReceivedApproval[] = [];
  private gate: OpenGate | null = null;
  /** Why nothing can be approved any more. */
  private refusal: string | null = null;
  /** What the rules said when each approval was examined last; also of gates that are shut by now. */
  private readonly objections = new Map<ReceivedApproval, string | null>();

  constructor(
    private readonly record: RolloutRecord,
    private readonly questions: Pick<Questions, 'gates' | 'approve' | 'reject'>,
    private readonly onTrip: () => void,
    private readonly onPause: () => void,
  ) {
    this.listen();
  }

  open(gate: OpenGate): void {
    this.gate = gate;
    this.approvals = [];
    this.rejection = null;
  }

  shut(): void {
    this.gate = null;
  }

  /** Of what goes forward: closing after a rollback is another matter. */
  refuseApprovals(reason: string): void {
    this.refusal = reason;
  }

  get hasUnexamined(): boolean {
    return this.approvals.some((approval) => !this.objections.has(approval));
  }

  /** What the rules say of these approvals; whoever sent one gets it as the answer. */
  examined(approvals: readonly ReceivedApproval[], objection: string | null): void {
    for (const approval of approvals) this.objections.set(approval, objection);
  }

  /** The breaker, by whomever: the first one's reason stays, a wider scope widens it. */
  tripNow(trip: TripBreaker): void {
    const objection = objectionToTripping(this.standing());
    if (objection !== null) return this.ignore('tripBreaker', objection);
    const scope = this.trip?.scope === 'rollout' ? 'rollout' : trip.scope;
    this.trip = this.trip === null ? trip : { ...this.trip, scope };
    this.record.notice(`breaker tripped by ${trip.by}: ${trip.reason} (scope ${trip.scope})`);
    this.onTrip();
  }

  /** A misspelt name is said; one that can only mean the breaker trips it. */
  onUnknown(name: string, payload: unknown): void {
    if (/^(trip|rollback|break)/i.test(name)) return this.tripNow(tripOf(payload));
    this.ignore(name, 'there is no signal of this name; see the board for the commands');
  }

  private listen(): void {
    setHandler(statusQuery, () => this.record.status());
    setHandler(reportQuery, () => this.record.status());
    this.on(approveSignal, Approve, 'approve', example({ gate: 'expand-50', by: 'lee' }));
    this.on(rejectSignal, Reject, 'reject', example({ by: 'lee', reason: 'not today' }));
    this.on(pauseSignal, Pause, 'pause', example({ by: 'lee' }));
    this.on(resumeSignal, Resume, 'resume', example({ by: 'lee' }));
    setHandler(tripSignal, (input) => this.tripNow(tripOf(input)), {
      description: `Takes the release back. ${example({ by: 'lee', reason: 'complaints' })}`,
    });
    setHandler(decideUpdate, (input) => this.answer(Decision.parse(input)), {
      validator: (input) => this.validate(input),
      description: example({ decision: 'approve', gate: 'expand-50', by: 'lee' }),
    });
  }

  private on(
    signal: typeof approveSignal,
    schema: typeof Approve | typeof Reject | typeof Pause | typeof Resume,
    decision: 'approve' | 'reject' | 'pause' | 'resume',
    description: string,
  ): void {
    setHandler(
      signal,
      (input) => {
        const parsed = schema.safeParse(input);
        if (!parsed.success) return this.ignore(decision, problem(parsed.error));
        const whole = Decision.parse({ ...parsed.data, decision });
        const objection = objectionTo(whole, this.standing());
        if (objection !== null) return this.ignore(decision, objection);
        this.decide(whole);
      },
      { description },
    );
  }

  private ignore(name: string, why: string): void {
    this.record.notice(`a message "${name}" was ignored: ${why}`);
  }

  private validate(input: unknown): void {
    const parsed = Decision.safeParse(input);
    if (!parsed.success) throw new Error(problem(parsed.error));
    const objection = objectionTo(parsed.data, this.standing());
    if (objection !== null) throw new Error(objection);
  }

  /** What decides whether a message counts now. */
  private standing(): Standing {
    const { gate, refusal, approvals, record } = this;
    const planDigest = record.plan?.planDigest ?? null;
    const questions = { gates: this.questions.gates, planDigest };
    return { gate, refusal, approvals, state: record.state, questions };
  }

  /** Of an approval: once the rules have been asked. */
  private async answer(decision: Decision): Promise<DecisionAnswer> {
    if (decision.decision === 'approve' && this.isQuestion(decision))
      return this.questions.approve(decision);
    const answer = this.decide(decision);
    if (decision.decision !== 'approve') return answer;
    const received = this.approvals.find(({ by }) => by === decision.by);
    if (received === undefined) return answer;
    const { gate } = this;
    const isExamined = (): boolean => this.objections.has(received);
    const isReplaced = (): boolean => !this.approvals.includes(received);
    await CancellationScope.nonCancellable(() =>
      condition(
        () => isExamined() || isReplaced() || this.gate !== gate || this.rejection !== null,
      ),
    );
    const objection = this.objections.get(received);
    if (objection === undefined) return { ...answer, opens: false };
    if (objection === null) return { taken: `gate ${decision.gate} is approved`, opens: true };
    return { taken: `${answer.taken}; the gate stays shut: ${objection}`, opens: false };
  }

  private isQuestion({ gate }: Pick<Reject, 'gate'>): boolean {
    return gate !== undefined && gate !== this.gate?.name && this.questions.gates.includes(gate);
  }

  private approve(approval: Approve): DecisionAnswer {
    const taken = withApproval(this.approvals, approval, new Date().toISOString());
    if (taken === null) return { taken: signedAlready(approval) };
    this.approvals = taken;
    this.record.notice(
      `an approval of gate ${approval.gate} by ${approval.by} came in${because(taken.at(-1)?.note)}`,
    );
    return { taken: `the approval of gate ${approval.gate} by ${approval.by} is taken` };
  }

  private decide(decision: Decision): DecisionAnswer {
    switch (decision.decision) {
      case 'approve':
        if (!this.isQuestion(decision)) return this.approve(decision);
        // What it comes to is said on the board.
        this.questions.approve(decision).catch(() => undefined);
        return { taken: `the approval of gate ${decision.gate} is taken` };
      case 'reject':
        if (this.isQuestion(decision)) {
          this.questions.reject(decision).catch(() => undefined);
          return { taken: 'rejected; weights stay within what was approved' };
        }
        this.rejection = decision;
        this.record.notice(`rejected by ${decision.by}${because(decision.reason)}`);
        return {
          taken:
            decision.then === 'keep' ? 'rejected; what is deployed stays' : 'rejected; taking back',
        };
      case 'pause':
        return this.setPaused(true, `paused by ${decision.by}${because(decision.reason)}`);
      case 'resume':
        return this.setPaused(false, `resumed by ${decision.by}`);
      case 'trip':
        this.tripNow(decision);
        return { taken: `breaker tripped; taking back (scope ${decision.scope})` };
      default:
        return decision satisfies never;
    }
  }

  private setPaused(paused: boolean, notice: string): DecisionAnswer {
    this.record.paused = paused;
    this.record.notice(notice);
    this.onPause();
    return { taken: paused ? 'paused: no further org is started' : 'resumed' };
  }
}

/** A trip is taken whatever its payload looks like: complaints do not wait for valid JSON. */
function tripOf(input: unknown): TripBreaker {
  const parsed = TripBreaker.safeParse(input);
  if (parsed.success) return parsed.data;
  return {
    by: 'unknown',
    reason: 'its payload was malformed, it trips all the same',
    scope: 'rollout',
  };
}

function problem(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`)
    .join('; ');
}

function because(text: string | undefined): string {
  return text === undefined ? '' : `: ${text}`;
}

function example(payload: Record<string, string>): string {
  return `One JSON object, for example ${JSON.stringify(payload)}`;
}
