import {
  type CancellationScope,
  ParentClosePolicy,
  isCancellation,
  setCurrentDetails,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { MoveResult } from '../../activities/types.js';
import { adjustmentLines, inverseWithMove, type Adjustment } from '../../domain/adjustment.js';
import { deployingBriefly } from '../activity-options.js';
import {
  balancingAnswered,
  balancingFound,
  envelopeDecided,
  orgAside,
  stopBalancing,
  trafficDecided,
  type BalancingFinding,
  type OrgAside,
  type TrafficDecision,
  type WiderEnvelope,
} from '../balancing-signals.js';
import { failureText } from '../failure-text.js';
import { balancingId, trafficGate, WorkflowType } from '../ids.js';
import type { OrgDeploymentInput } from '../signals.js';
import { tell } from '../tell.js';
import type { Begun } from './begun.js';
import { Troubles } from './troubles.js';

/** What an org's board has room for. */
const SHOWN = 20;

/** A window may be open for weeks, and every decision costs history. */
const MOST_DECISIONS = 200;

/**
 * The window's side of weights that follow the agents. Another workflow looks; what it finds is in this history, and with
 * it the way back, before it is written.
 */
export class Balance {
  private looker: string | null = null;
  private lookers = 0;
  private found: BalancingFinding | null = null;
  private decided = 0;
  private moved = 0;
  private asked: { readonly gate: string; readonly question: WiderEnvelope } | null = null;
  private questions = 0;
  private readonly troubles = new Troubles();

  /** The last lines of what was adjusted. */
  private readonly lines: string[] = [];

  constructor(
    private readonly window: OrgDeploymentInput,
    private readonly begun: Begun,
  ) {
    setHandler(balancingFound, (finding) => this.hear(finding));
    setHandler(trafficDecided, (decision) => this.decide(decision));
  }

  /** True where a decision waits to be carried out. */
  get isDue(): boolean {
    return this.found !== null;
  }

  /** Decisions that were written. */
  get count(): number {
    return this.moved;
  }

  /** The board of an org whose window is open, with what was adjusted last. */
  show(): void {
    const lines = this.lines.map((line) => `- ${line}`);
    const head = `${this.window.org.org} is on the release; its window is open.`;
    const weights = lines.length === 0 ? [] : ['', '**Weights by agents**', '', ...lines];
    setCurrentDetails([head, ...weights].join('\n'));
  }

  /** Begins to look, where the org's plan lets weights follow the agents. */
  async start(): Promise<void> {
    const { balance } = this.begun;
    if (balance === undefined) return;
    const { scope, org, lookMs = balance.lookMinutes * 60_000 } = this.window;
    this.decided = Math.max(this.decided, balance.decided);
    this.lookers += 1;
    const workflowId = balancingId(scope.rolloutKey, org.org, this.lookers);
    this.looker = workflowId;
    try {
      const child = await startChild(WorkflowType.balancing, {
        workflowId,
        args: [{ scope, org, orgId: workflowInfo().workflowId, lookMs }],
        // It only reads: there is nothing to finish when its window is gone.
        parentClosePolicy: ParentClosePolicy.TERMINATE,
        staticSummary: `weights of ${org.org} by its agents`,
      });
      child.result().catch((error: unknown) => this.onGone(workflowId, error));
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  /** Ends it: whatever was decided and is not begun is left. */
  async stop(): Promise<void> {
    const { looker } = this;
    this.looker = null;
    this.found = null;
    this.asked = null;
    if (looker !== null) await tell(looker, stopBalancing, { org: this.window.org.org });
  }

  private async hear(finding: BalancingFinding): Promise<void> {
    if (finding?.from !== this.looker) return;
    const { moves, notes, question } = finding;
    if (moves.length > 0) this.found = finding;
    for (const note of notes) await this.aside(note);
    if (question === undefined) return;
    this.questions += 1;
    const gate = trafficGate(this.window.org.org, this.questions);
    this.asked = { gate, question };
    await this.aside({ text: question.text, gate });
  }

  /** What people said of the envelope that would help. */
  private async decide(decision: TrafficDecision): Promise<void> {
    if (decision?.rolloutKey !== this.window.owner.rolloutKey) return;
    const { gate, approved } = decision;
    if (this.asked?.gate !== gate || this.looker === null) return;
    const { key, envelope } = this.asked.question;
    this.asked = null;
    await tell(this.looker, envelopeDecided, { key, envelope: approved ? envelope : null });
  }

  /** Writes what was decided, until the scope is cancelled: the way back knows of it already. */
  async carryOut(scope: CancellationScope): Promise<void> {
    try {
      await scope.run(() => this.decideAndWrite());
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  private async decideAndWrite(): Promise<void> {
    const { found, looker } = this;
    this.found = null;
    if (found === null || looker === null) return;
    const { look, at, moves } = found;
    this.decided += 1;
    const adjustment = { number: this.decided, at, moves };
    const { begun } = this;
    begun.weightInverse = moves.reduce(inverseWithMove, begun.weightInverse);
    const results = await this.write(adjustment);
    for (const text of this.troubles.news(results)) await this.aside({ text });
    const done = moves.filter(({ key }) =>
      results.some((one) => one.key === key && one.state === 'moved'),
    );
    if (done.length > 0) {
      this.moved += 1;
      this.lines.push(...adjustmentLines({ ...adjustment, moves: done }));
      this.lines.splice(0, Math.max(0, this.lines.length - SHOWN));
      this.show();
    }
    if (this.decided >= MOST_DECISIONS) {
      await this.aside({ text: `weights were decided on ${MOST_DECISIONS} times: they stay now` });
      return this.stop();
    }
    await tell(looker, balancingAnswered, { look, results });
  }

  private async write(adjustment: Adjustment): Promise<readonly MoveResult[]> {
    const { scope, org } = this.window;
    const summary = `${org.org}: weights by agents, decision ${adjustment.number}`;
    try {
      const done = await deployingBriefly.adjustWeights.executeWithOptions({ summary }, [
        { scope, org, adjustment },
      ]);
      return done.results;
    } catch (error) {
      if (isCancellation(error)) throw error;
      const reason = failureText(error);
      return adjustment.moves.map(({ key }) => ({ key, state: 'failed', reason }));
    }
  }

  private async onGone(workflowId: string, error: unknown): Promise<void> {
    if (this.looker !== workflowId) return;
    this.looker = null;
    const text = `nobody looks at the agents any more, weights stay as they are: ${failureText(error)}`;
    await this.aside({ text });
  }

  private async aside(said: Pick<OrgAside, 'text' | 'isShort' | 'gate'>): Promise<void> {
    const { org, owner } = this.window;
    const { rolloutId, rolloutKey } = owner;
    await tell(rolloutId, orgAside, { rolloutKey, org, ...said });
  }
}
