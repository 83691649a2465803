import {
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { ResourceTracker } from '../domain/resource-tracker.js';
import type { OrgOutcome, OrgState } from '../domain/rollout-status.js';
import { Balance } from './org/balance.js';
import { inputOf, type Begun } from './org/begun.js';
import { recordOutcome, settleRelease, type Closing } from './org/closing.js';
import { compensate } from './org/compensation.js';
import { startDeadline } from './org/deadline.js';
import { writeForward } from './org/forward.js';
import type { Progress } from './org/forward-step.js';
import { outcomeOf, settledState, toStranger } from './org/outcome.js';
import { recall } from './org/recall.js';
import { failureText } from './failure-text.js';
import { isGroupId } from './ids.js';
import {
  orgCommand,
  orgProgress,
  orgResources,
  type OrgCommand,
  type OrgDeploymentInput,
  type OrgProgress,
} from './signals.js';
import { tell } from './tell.js';

/**
 * The transaction of one org: snapshot, then the writes by dependency layer, then open until told `close`, `revert` or
 * `finish`. While it is open no other rollout touches the org, since its id is the org's. It compensates itself.
 */
export async function orgDeployment(input: OrgDeploymentInput): Promise<OrgOutcome> {
  const window = new DeploymentWindow(input);
  CancellationScope.current().cancelRequested.catch(() => window.revert());
  return CancellationScope.nonCancellable(() => window.run());
}

/** States in which there is nothing left to take back. */
const SETTLED: readonly OrgState[] = ['failed', 'rolledBack', 'untouched'];

class DeploymentWindow {
  private readonly begun: Begun = { layers: 0, weightInverse: [], removals: 0 };
  private readonly tracker = new ResourceTracker();
  private progress: Progress = { writes: 0, kept: 0, platformTimeMs: 0 };
  private forward = new CancellationScope({ cancellable: true });
  private wanted: 'stay' | 'revertWeights' | 'revert' = 'stay';
  private finishing = false;
  private closing = false;
  private latest: OrgProgress;
  private groupId: string;
  private state: OrgState = 'inProgress';
  /** The step that is under way. */
  private at = '';
  private reason: string | null = null;
  /** False once it is known that what is live could not be put on record. */
  private recorded = true;
  private readonly balance: Balance;
  /** Groups of other rollouts that asked for the org meanwhile. */
  private readonly waiting = new Set<string>();

  constructor(private readonly input: OrgDeploymentInput) {
    this.groupId = input.owner.groupId;
    this.balance = new Balance(input, this.begun);
    this.latest = this.message('note', '');
    setHandler(orgCommand, (message) => this.onCommand(message));
    const { rolloutId, rolloutKey } = input.owner;
    setHandler(orgResources, () => ({
      owner: { rolloutId, rolloutKey },
      outcome: this.outcome(),
      resources: this.tracker.list(),
    }));
  }

  revert(wanted: 'revertWeights' | 'revert' = 'revert'): void {
    this.finishing = false;
    if (this.wanted !== 'revert') this.wanted = wanted;
    this.forward.cancel();
  }

  async run(): Promise<OrgOutcome> {
    if (this.input.begins === 'takeBack') await this.recall();
    else await this.deploy();
    for (;;) {
      await condition(() => this.isTold() || this.balance.isDue);
      // Nothing else writes to the org from here on.
      if (this.isTold()) await this.balance.stop();
      if (this.wanted !== 'stay') await this.takeBack('rolledBack');
      else if (this.finishing) await this.deployAgain();
      else if (this.closing) break;
      else await this.adjust();
    }
    await this.close();
    return this.outcome();
  }

  private isTold(): boolean {
    return this.closing || this.finishing || this.wanted !== 'stay';
  }

  /** A trip ends it like any way forward, and waits until it writes no more. */
  private async adjust(): Promise<void> {
    this.forward = new CancellationScope({ cancellable: true });
    await this.balance.carryOut(this.forward);
  }

  private async onCommand(message: OrgCommand): Promise<void> {
    if (message?.rolloutKey === undefined) return;
    if (message.rolloutKey !== this.input.owner.rolloutKey) {
      const note = `${this.input.org.org} is in the open deployment window of ${this.input.owner.rolloutId}`;
      this.waiting.add(message.groupId);
      await tell(message.groupId, orgProgress, toStranger(this.input, 'busy', note));
      return;
    }
    this.groupId = message.groupId;
    const { command } = message;
    if (command === 'hello') await tell(this.groupId, orgProgress, this.latest);
    if (command === 'revert' || command === 'revertWeights') {
      // Who asks again (remediation, say) must not wait for what has happened already.
      if (this.isSettled()) await tell(this.groupId, orgProgress, this.latest);
      else this.revert(command);
    }
    if (command === 'finish') {
      if (this.state === 'deployed') await tell(this.groupId, orgProgress, this.latest);
      else if (this.isSettled() || this.state === 'stranded') this.finishing = true;
    }
    if (command === 'close') this.closing = true;
  }

  private isSettled(): boolean {
    return SETTLED.includes(this.state);
  }

  private async deploy(): Promise<void> {
    const { org } = this.input.org;
    setCurrentDetails(`Deploying ${org}`);
    const deadline = startDeadline(this.input.deadlineMs, org, () => this.forward.cancel());
    try {
      await this.forward.run(() => this.write());
      deadline.stop();
      this.state = 'deployed';
      this.balance.show();
      await this.report('deployed');
      await this.balance.start();
    } catch (error) {
      deadline.stop();
      if (isCancellation(error) && this.wanted !== 'stay') return;
      this.reason = deadline.isOver() ? deadline.text(this.at) : failureText(error);
      await this.takeBack('failed');
    }
  }

  private write(): Promise<void> {
    const { stepMs } = this.input;
    return writeForward({
      input: inputOf(this.input, this.begun),
      ...(stepMs === undefined ? {} : { stepMs }),
      begun: this.begun,
      tracker: this.tracker,
      progress: this.progress,
      note: (text) => this.note(text),
      at: (step) => {
        this.at = step;
      },
    });
  }

  /** A remediation brings onto the release what failed, went back or is stranded. */
  private async deployAgain(): Promise<void> {
    this.finishing = false;
    this.tracker.restart();
    this.state = 'inProgress';
    this.reason = null;
    this.progress = { ...this.progress, writes: 0, kept: 0 };
    this.forward = new CancellationScope({ cancellable: true });
    await this.deploy();
  }

  private async recall(): Promise<void> {
    const note = (text: string): Promise<void> => this.note(text);
    try {
      const { layers, weightInverse, resources } = await recall(this.input, note);
      this.begun.layers = layers;
      this.begun.weightInverse = weightInverse;
      this.tracker.expect(resources);
      this.wanted = 'revert';
    } catch (error) {
      this.state = 'stranded';
      this.reason = failureText(error);
      await this.report('reverted');
    }
  }

  /** Whatever made it necessary, it happens once; what is stranded is tried again when somebody asks. */
  private async takeBack(state: 'failed' | 'rolledBack'): Promise<void> {
    if (!this.isSettled()) await this.compensate(state);
    if (state === 'rolledBack') this.wanted = 'stay';
    return this.report(state === 'failed' ? 'failed' : 'reverted');
  }

  private async compensate(state: 'failed' | 'rolledBack'): Promise<void> {
    const { scope, org } = this.input;
    const work = compensate({
      input: { scope, org },
      begun: this.begun,
      tracker: this.tracker,
      note: (text) => this.note(text),
      turn: async () => {
        if (state === 'rolledBack') await condition(() => this.wanted === 'revert' || this.closing);
      },
    });
    if (this.state === 'deployed') this.state = 'inProgress';
    // Telling it must not hold the work up.
    const told = tell(this.groupId, orgProgress, this.message('note', ''));
    const [{ stranded, platformTimeMs }] = await Promise.all([work, told]);
    this.progress.platformTimeMs = Math.max(this.progress.platformTimeMs, platformTimeMs);
    // Each path once, though it was met on the way forward, with the weights and with its layer.
    this.progress.kept = this.tracker.kept();
    const before = this.state === 'stranded' ? null : this.reason;
    this.state = stranded.length > 0 ? 'stranded' : settledState(state, this.begun.layers);
    this.reason = [before, ...stranded].filter(Boolean).join('; ') || null;
    setCurrentDetails(`${org.org}: ${this.state}${this.reason ? ` (${this.reason})` : ''}`);
  }

  private async close(): Promise<void> {
    const { org, owner } = this.input;
    const note = (text: string): Promise<void> => this.note(text);
    const { tracker, begun } = this;
    const { removals } = begun;
    const work: Closing = { input: inputOf(this.input, begun), tracker, removals, note };
    if (this.state === 'deployed') {
      const { reason, recorded } = await settleRelease(work);
      this.reason = reason;
      this.recorded = recorded;
      this.state = 'completed';
    }
    const closedBy = isGroupId(this.groupId) ? owner.rolloutId : this.groupId;
    const unrecorded = await recordOutcome(work, this.outcome(), closedBy);
    if (unrecorded !== null)
      this.reason = [this.reason, `its outcome is not in the ledger: ${unrecorded}`]
        .filter(Boolean)
        .join('; ');
    setCurrentDetails(`${org.org}: ${this.state}, window closed.`);
    await this.report('closed');
    for (const groupId of this.waiting)
      await tell(groupId, orgProgress, toStranger(this.input, 'free', ''));
  }

  private async note(text: string): Promise<void> {
    setCurrentDetails(`${this.input.org.org}: ${text || this.state}`);
    const said = text === '' ? '' : `${this.input.org.org}: ${text}`;
    await tell(this.groupId, orgProgress, this.message('note', said));
  }

  private async report(phase: OrgProgress['phase']): Promise<void> {
    this.latest = this.message(phase, '');
    // Its own group has to know, too, when somebody else takes care of the org.
    for (const groupId of new Set([this.groupId, this.input.owner.groupId]))
      await tell(groupId, orgProgress, this.latest);
  }

  private message(phase: OrgProgress['phase'], note: string): OrgProgress {
    const { org } = this.input.org;
    const { platformTimeMs } = this.progress;
    return { org, phase, outcome: this.outcome(), note, platformTimeMs };
  }

  private outcome(): OrgOutcome {
    const { org } = this.input.org;
    const { writes, kept } = this.progress;
    return outcomeOf({
      org,
      state: this.state,
      writes,
      kept,
      reason: this.reason,
      recorded: this.recorded,
      rolloutId: this.input.owner.rolloutId,
      resources: this.tracker.list(),
      adjusted: this.balance.count,
    });
  }
}
