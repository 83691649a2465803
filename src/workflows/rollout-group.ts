import { CancellationScope, condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { exceeded, mayStart } from '../domain/failure-tolerance.js';
import type { OrgRef } from '../domain/rollout-plan.js';
import { hasFailed, type OrgOutcome } from '../domain/rollout-status.js';
import { groupBoard } from './group/board.js';
import { openWindow, type Opener } from './group/open-window.js';
import { goneOutcome, refusedOutcome } from './group/outcomes.js';
import { orgDeploymentId, rolloutGroupId } from './ids.js';
import {
  groupCommand,
  groupProgress,
  orgCommand,
  orgProgress,
  type GroupCommand,
  type GroupProgress,
  type OrgCommand,
  type OrgProgress,
  type RolloutGroupInput,
} from './signals.js';
import { tell } from './tell.js';

/**
 * The orgs of one wave and group: starts their deployments in order, at most `maxParallelOrgs` at a time, stops at
 * the tolerance, then stays open and fans `revert` and `close` out.
 */
export async function rolloutGroup(input: RolloutGroupInput): Promise<readonly OrgOutcome[]> {
  const group = new OpenGroup(input);
  CancellationScope.current().cancelRequested.catch(() => group.revert());
  return CancellationScope.nonCancellable(() => group.run());
}

const isStrangers = ({ phase }: OrgProgress): boolean => phase === 'busy' || phase === 'free';

class OpenGroup {
  private readonly orgs = new Map<string, OrgProgress | null>();
  private readonly started = new Set<string>();
  /** Those whose windows were opened. */
  private readonly opened = new Set<string>();
  /** Those of them for which another rollout answered. */
  private readonly strange = new Set<string>();
  private readonly groupId: string;
  private paused: boolean;
  /** No further org is started. */
  private stopping = false;
  private reverting = false;
  private closing = false;
  private latest: GroupProgress | null = null;
  private sequence = 0;
  /** Last note of each org that was passed on: the same one again tells nobody anything. */
  private readonly noted = new Map<string, string>();

  constructor(private readonly input: RolloutGroupInput) {
    this.groupId = rolloutGroupId(input.scope.rolloutKey, input.wave, input.group);
    this.paused = input.paused;
    for (const org of input.orgs) this.orgs.set(org.org, null);
    setHandler(orgProgress, (progress) => this.onOrg(progress));
    setHandler(groupCommand, (message) => this.onCommand(message));
  }

  revert(): void {
    this.stopping = true;
    this.reverting = true;
  }

  async run(): Promise<readonly OrgOutcome[]> {
    await this.startAll();
    await condition(
      () => this.reverting || this.inPhase(['deployed', 'failed', 'reverted', 'closed']),
    );
    if (!this.reverting) await this.report('deployed');
    await condition(() => this.closing || this.reverting);
    if (this.reverting) await this.revertAll();
    await condition(() => this.closing);
    await this.closeAll();
    return this.outcomes();
  }

  private async onCommand(message: GroupCommand): Promise<void> {
    const command = message?.command;
    if (command === 'pause') this.paused = true;
    if (command === 'resume') this.paused = false;
    if (command === 'revert') this.revert();
    if (command === 'revertWeights') await this.revertWeights();
    if (command === 'close') {
      this.stopping = true;
      this.closing = true;
    }
    if (command === 'hello' && this.latest !== null)
      await tell(this.input.rolloutId, groupProgress, this.latest);
  }

  private async onOrg(progress: OrgProgress): Promise<void> {
    if (!this.orgs.has(progress?.org)) return;
    if (isStrangers(progress) && this.opened.has(progress.org)) return this.onStranger(progress);
    this.strange.delete(progress.org);
    this.orgs.set(progress.org, progress);
    this.board();
    if (progress.phase === 'reverted' && !this.reverting) return this.passOn(progress);
    if (progress.phase !== 'note' && progress.phase !== 'busy') return;
    if (this.noted.get(progress.org) === progress.note) return;
    this.noted.set(progress.org, progress.note);
    await this.note(progress.note, progress.phase === 'busy' ? [] : [progress.outcome]);
  }

  /**
   * Of an org whose window was opened here: a late word from before that; or that window is gone, and another
   * rollout's answers what it was told. Asked once more, it is the latter.
   */
  private async onStranger({ org: name }: OrgProgress): Promise<void> {
    const org = this.open().find((one) => one.org === name);
    if (org === undefined || !(this.reverting || this.closing)) return;
    if (this.strange.has(name)) return this.settleAsGone(name);
    this.strange.add(name);
    await this.tellOrSettle(org, 'hello');
  }

  /** Somebody cancelled the org's window, say: it is not on the release any more, and its rollout has to know. */
  private async passOn({ org, outcome }: OrgProgress): Promise<void> {
    await this.note(`${org} was taken back, and not by its rollout`, [outcome]);
  }

  private async startAll(): Promise<void> {
    for (const org of this.input.orgs) {
      await condition(() => this.mustStop() || (!this.paused && this.hasRoom(org)));
      if (this.mustStop()) return;
      await this.start(org);
      this.board();
    }
  }

  private mustStop(): boolean {
    return this.stopping || exceeded(this.input.allowances, this.failures()) !== null;
  }

  private hasRoom({ org }: OrgRef): boolean {
    const running = [...this.started].filter((org) => {
      const phase = this.orgs.get(org)?.phase;
      return phase === undefined || ['note', 'busy', 'free'].includes(phase);
    });
    if (running.length >= this.input.maxParallelOrgs) return false;
    const { strict, allowances } = this.input;
    return !strict || mayStart(allowances, org, { running, failed: this.failures() });
  }

  private failures(): ReadonlySet<string> {
    return new Set(this.outcomes().flatMap((o) => (hasFailed(o) ? [o.org] : [])));
  }

  /** Opens the org's window, waiting (or refusing, by policy) while another rollout has it open. */
  private async start(org: OrgRef): Promise<void> {
    this.started.add(org.org);
    const { scope, rolloutId, startedAtMs, orgDeadlineMs, stepMs, lookMs } = this.input;
    const owner = { rolloutId, rolloutKey: scope.rolloutKey, groupId: this.groupId, startedAtMs };
    const deadline = orgDeadlineMs === undefined ? {} : { deadlineMs: orgDeadlineMs };
    const pace = {
      ...(stepMs === undefined ? {} : { stepMs }),
      ...(lookMs === undefined ? {} : { lookMs }),
    };
    const opened = await openWindow(this.opener, { scope, org, owner, ...deadline, ...pace });
    if (opened === 'ours') this.opened.add(org.org);
    else if (opened === 'stopped') this.started.delete(org.org);
    else this.refuse(org, opened.refused);
  }

  private get opener(): Opener {
    return {
      heard: this.orgs,
      mayWait: (ownerStartedAtMs) => this.mayWait(ownerStartedAtMs),
      isStopping: () => this.stopping,
      isPaused: () => this.paused,
      onWaiting: () => this.board(),
    };
  }

  /** A rollout that has windows open itself waits for younger ones only, so that no two wait for each other. */
  private mayWait(ownerStartedAtMs: number | undefined): boolean {
    if (this.input.onBusyOrg === 'refuse') return false;
    if (ownerStartedAtMs === undefined) return true;
    const holdsWindows = this.input.holdsWindows || this.started.size > 1;
    return !holdsWindows || this.input.startedAtMs < ownerStartedAtMs;
  }

  private refuse(org: OrgRef, note: string): void {
    this.started.delete(org.org);
    const outcome = refusedOutcome(this.input, org.org, note);
    this.orgs.set(org.org, { org: org.org, phase: 'failed', outcome, note: '', platformTimeMs: 0 });
  }

  /** Traffic first, in every org at once: the rest is taken back in order, and may have to wait. */
  private async revertWeights(): Promise<void> {
    this.stopping = true;
    for (const org of this.open())
      await this.tellOrg(orgDeploymentId(org.platform, org.realOrgId), 'revertWeights');
  }

  /** The last one first; without those that somebody else has closed, whose ids may be another rollout's by now. */
  private open(): OrgRef[] {
    return this.input.orgs
      .filter(({ org }) => this.started.has(org) && this.orgs.get(org)?.phase !== 'closed')
      .toReversed();
  }

  private async revertAll(): Promise<void> {
    for (const org of this.open()) await this.tellOrSettle(org, 'revert');
    await condition(() => this.inPhase(['failed', 'reverted', 'closed']));
    await this.report('reverted');
  }

  private async closeAll(): Promise<void> {
    for (const org of this.open().toReversed()) await this.tellOrSettle(org, 'close');
    await condition(() => this.inPhase(['closed']));
    await this.report('closed');
  }

  /** An org's workflow that is gone (terminated) answers no more: the org is listed, and nobody waits for it. */
  private async tellOrSettle(org: OrgRef, command: OrgCommand['command']): Promise<void> {
    const isThere = await this.tellOrg(orgDeploymentId(org.platform, org.realOrgId), command);
    if (!isThere) this.settleAsGone(org.org);
  }

  private settleAsGone(org: string): void {
    const before = this.orgs.get(org);
    if (before?.phase === 'closed') return;
    const outcome = goneOutcome(this.input, org, before?.outcome);
    this.orgs.set(org, { org, phase: 'closed', outcome, note: '', platformTimeMs: 0 });
  }

  private async tellOrg(workflowId: string, command: OrgCommand['command']): Promise<boolean> {
    const { rolloutKey } = this.input.scope;
    return tell(workflowId, orgCommand, { command, rolloutKey, groupId: this.groupId });
  }

  /** Every org that was started has reached one of the phases. */
  private inPhase(phases: readonly OrgProgress['phase'][]): boolean {
    return [...this.started].every((org) => {
      const progress = this.orgs.get(org);
      return progress !== null && progress !== undefined && phases.includes(progress.phase);
    });
  }

  private outcomes(): OrgOutcome[] {
    return this.input.orgs.map(
      ({ org }) =>
        this.orgs.get(org)?.outcome ?? {
          org,
          state: this.started.has(org) ? 'inProgress' : 'untouched',
          writes: 0,
          kept: 0,
        },
    );
  }

  /** Only what is new: a note with every org's outcome would grow the rollout's history with the orgs squared. */
  private async note(note: string, outcomes: readonly OrgOutcome[]): Promise<void> {
    await tell(this.input.rolloutId, groupProgress, { ...this.progress('note', note), outcomes });
  }

  private async report(phase: GroupProgress['phase']): Promise<void> {
    this.latest = this.progress(phase, '');
    this.board();
    await tell(this.input.rolloutId, groupProgress, this.latest);
  }

  private progress(phase: GroupProgress['phase'], note: string): GroupProgress {
    const times = [...this.orgs.values()].map((org) => org?.platformTimeMs ?? 0);
    this.sequence += 1;
    return {
      sequence: this.sequence,
      groupId: this.groupId,
      phase,
      outcomes: this.outcomes(),
      note,
      platformTimeMs: Math.max(0, ...times),
    };
  }

  private board(): void {
    const title = `${this.input.group}, wave ${this.input.wave}`;
    setCurrentDetails(groupBoard(title, this.outcomes(), (org) => this.orgs.get(org)?.note));
  }
}
