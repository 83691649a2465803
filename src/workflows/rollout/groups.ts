import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  ParentClosePolicy,
  condition,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { remediateCommand } from '../../domain/remediation-words.js';
import { WorkflowType } from '../ids.js';
import {
  groupCommand,
  groupProgress,
  type GroupCommand,
  type GroupProgress,
  type RolloutGroupInput,
} from '../signals.js';
import { tell } from '../tell.js';
import { rolloutGroupId } from '../ids.js';
import { ownId, type RolloutRecord } from './record.js';

/** A group workflow that this rollout started, in the order of starting. */
export interface StartedGroup {
  readonly id: string;
  readonly wave: number;
  readonly group: string;
  readonly orgs: readonly string[];
  progress: GroupProgress | null;
  reverted: boolean;
  /** Of the newest message that was heard. */
  sequence: number;
}

/** The rollout's side of its group workflows: starting, hearing from them, telling them. */
export class Groups {
  readonly started: StartedGroup[] = [];

  constructor(private readonly record: RolloutRecord) {
    setHandler(groupProgress, (progress) => this.onProgress(progress));
  }

  /** Starts a group (or attaches to the one that this rollout started before a reset) and waits until it settled. */
  async deploy(input: RolloutGroupInput): Promise<StartedGroup> {
    const group: StartedGroup = {
      id: rolloutGroupId(input.scope.rolloutKey, input.wave, input.group),
      wave: input.wave,
      group: input.group,
      orgs: input.orgs.map(({ org }) => org),
      progress: null,
      reverted: false,
      sequence: 0,
    };
    // Written down before the start, so that a break in between still takes it back.
    this.started.push(group);
    await CancellationScope.nonCancellable(() => this.start(group, input));
    await condition(() => group.progress !== null && group.progress.phase !== 'note');
    return group;
  }

  /** True while any org's window is open: a rollout that waits for another then could wait for ever. */
  holdsWindows(): boolean {
    return this.started.some((group) => !group.reverted);
  }

  /**
   * Takes groups back and waits until each is done: weights everywhere at once, then all subs side by side, so that
   * one that has to wait keeps no other waiting, and the hub when no sub builds on it any more.
   */
  async revert(wanted: (group: StartedGroup) => boolean): Promise<readonly StartedGroup[]> {
    const groups = this.started.filter((group) => wanted(group) && !group.reverted).toReversed();
    for (const group of groups) await this.tell(group, 'revertWeights');
    await this.revertAll(groups.filter((group) => group.wave > 0));
    await this.revertAll(groups.filter((group) => group.wave === 0));
    return groups;
  }

  private async revertAll(groups: readonly StartedGroup[]): Promise<void> {
    for (const group of groups) await this.tell(group, 'revert');
    const isDone = (group: StartedGroup): boolean =>
      group.progress?.phase === 'reverted' || group.progress?.phase === 'closed';
    await condition(() => groups.every(isDone));
    for (const group of groups) group.reverted = true;
  }

  /** Closes every open window and waits for it. */
  async close(): Promise<void> {
    for (const group of this.started) await this.tell(group, 'close');
    await condition(() => this.started.every((group) => group.progress?.phase === 'closed'));
  }

  setPaused(paused: boolean): void {
    for (const group of this.started)
      if (group.progress === null || group.progress.phase === 'note')
        this.tell(group, paused ? 'pause' : 'resume').catch(() => undefined);
  }

  private async start(group: StartedGroup, input: RolloutGroupInput): Promise<void> {
    try {
      await startChild(WorkflowType.rolloutGroup, {
        workflowId: group.id,
        args: [input],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        // What remediation finds it by, should this rollout be gone.
        memo: { owner: { rolloutId: input.rolloutId, rolloutKey: input.scope.rolloutKey } },
        staticSummary: `${input.group}, wave ${input.wave} of ${input.rolloutId}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await this.tell(group, 'hello');
    }
  }

  /** A group that is gone (terminated) answers no more: its orgs are listed, and nobody waits for it. */
  private async tell(group: StartedGroup, command: GroupCommand['command']): Promise<void> {
    if (group.progress?.phase === 'closed') return;
    if (await tell(group.id, groupCommand, { command })) return;
    const reason = `its group ${group.id} is gone; the workflow remediation takes back what it left open`;
    const outcomes = group.orgs.map((org) => {
      const { writes, kept } = this.record.outcomeOf(org) ?? { writes: 0, kept: 0 };
      const command = remediateCommand(ownId(), 'takeBack', org);
      return { org, state: 'stranded', writes, kept, reason, command } as const;
    });
    this.record.setOutcomes(outcomes);
    const { id: groupId, sequence } = group;
    group.progress = { groupId, phase: 'closed', outcomes, note: '', platformTimeMs: 0, sequence };
  }

  private onProgress(progress: GroupProgress): void {
    const group = this.started.find(({ id }) => id === progress?.groupId);
    if (group === undefined || group.progress?.phase === 'closed') return;
    if (progress.phase !== 'note' || group.progress === null) group.progress = progress;
    if (progress.sequence >= group.sequence) this.record.setOutcomes(progress.outcomes);
    group.sequence = Math.max(group.sequence, progress.sequence);
    if (progress.note !== '') this.record.notice(progress.note);
  }
}
