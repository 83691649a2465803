import { condition, setHandler } from '@temporalio/workflow';
import type { RolloutState } from '../../domain/rollout-status.js';
import {
  supersede,
  supersedeAnswer,
  type SupersedeAnswer,
  type SupersedeRequest,
} from '../signals.js';
import { tell } from '../tell.js';
import { ownId, type RolloutRecord } from './record.js';

/** Only one that waits for people, between waves or at the end, can give its windows up without leaving one half done. */
const GIVES_WAY: ReadonlySet<RolloutState> = new Set<RolloutState>([
  'awaitingApproval',
  'awaitingClearance',
  'held',
]);

/** How long nobody answers before it is asked whether the other one is still there. */
const PATIENCE_MS = 60_000;

/** Both sides of an emergency that takes the place of a rollout that waits. */
export class Superseding {
  /** The emergency that this rollout gives way to. */
  by: SupersedeRequest | null = null;
  private readonly answers = new Map<string, SupersedeAnswer>();

  constructor(
    private readonly record: RolloutRecord,
    private readonly onGivingWay: () => void,
  ) {
    setHandler(supersede, (request) => this.onRequest(request));
    setHandler(supersedeAnswer, (answer) => {
      if (answer?.from !== undefined) this.answers.set(answer.from, answer);
    });
  }

  /** Asks another rollout to give way, and waits for an answer of one of these kinds. Null: it is gone. */
  async ask(
    rollout: string,
    request: Omit<SupersedeRequest, 'from'>,
    kinds: readonly SupersedeAnswer['answer'][],
  ): Promise<SupersedeAnswer | null> {
    this.answers.delete(rollout);
    const wanted = (): SupersedeAnswer | undefined => {
      const answer = this.answers.get(rollout);
      return answer !== undefined && kinds.includes(answer.answer) ? answer : undefined;
    };
    do {
      const isThere = await tell(rollout, supersede, { ...request, from: ownId() });
      if (!isThere) return wanted() ?? null;
    } while (!(await condition(() => wanted() !== undefined, PATIENCE_MS)));
    return wanted() ?? null;
  }

  /** Tells the emergency how this rollout ended; its windows are closed by now. */
  async tellEnd(text: string): Promise<void> {
    if (this.by !== null) await this.answer(this.by, 'closed', text);
  }

  private async onRequest(request: SupersedeRequest): Promise<void> {
    if (typeof request?.from !== 'string' || !Array.isArray(request.orgs)) return;
    // Asked again since it takes its time: the answer comes at the end.
    if (this.by?.from === request.from) return;
    const objection = this.objectionTo(request);
    if (objection !== null) return this.answer(request, 'refused', objection);
    if (request.ask) return this.answer(request, 'wouldGiveWay', this.record.state);
    this.by = request;
    this.record.notice(`superseded by ${request.from}: ${request.reason}`);
    this.onGivingWay();
  }

  private objectionTo({ environment, orgs }: SupersedeRequest): string | null {
    const { state, plan, input } = this.record;
    if (this.by !== null) return `${ownId()} is being superseded by ${this.by.from} already`;
    if (environment !== input.environment)
      return `${ownId()} is a rollout into ${input.environment}, not ${environment}`;
    if (plan === null || !GIVES_WAY.has(state))
      return `${ownId()} is in the middle of its work (${state}): only a rollout that waits for people or a clearance can be superseded; trip it, or wait`;
    const own = new Set(this.record.status().outcomes.map(({ org }) => org));
    if (orgs.some((org) => own.has(org))) return null;
    return `${ownId()} has none of these orgs: there is nothing to wait for`;
  }

  private async answer(
    { from }: SupersedeRequest,
    answer: SupersedeAnswer['answer'],
    text: string,
  ): Promise<void> {
    await tell(from, supersedeAnswer, { from: ownId(), answer, text });
  }
}
