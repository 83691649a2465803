import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  ParentClosePolicy,
  condition,
  setHandler,
  startChild,
} from '@temporalio/workflow';
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
import type { RolloutRecord } from './record.js';

/** A group workflow that this rollout started, in the order of starting. */
export interface StartedGroup {
  readonly id: string;
  readonly wave: number;
  readonly group: string;
  readonly orgs: readonly string[];
  progress: GroupProgress | null;
  reverted: boolean;
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
    };
    // Written down before the start, so that a break in between still takes it back.
    this.started.push(group);
    await CancellationScope.nonCancellable(() => this.start(group, input));
    await condition(() => group.progress !== null && group.progress.phase !== 'note');
    return group;
  }

  /** Takes groups back, the last started first, and waits until each is done. */
  async revert(wanted: (group: StartedGroup) => boolean): Promise<readonly StartedGroup[]> {
    const groups = this.started.filter((group) => wanted(group) && !group.reverted).toReversed();
    for (const group of groups) {
      await this.tell(group, 'revert');
      await condition(() => group.progress?.phase === 'reverted');
      group.reverted = true;
    }
    return groups;
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
        staticSummary: `${input.group}, wave ${input.wave} of ${input.rolloutId}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await this.tell(group, 'hello');
    }
  }

  private async tell(group: StartedGroup, command: GroupCommand['command']): Promise<void> {
    await tell(group.id, groupCommand, { command });
  }

  private onProgress(progress: GroupProgress): void {
    const group = this.started.find(({ id }) => id === progress.groupId);
    if (group === undefined) return;
    if (progress.phase !== 'note' || group.progress === null) group.progress = progress;
    this.record.setOutcomes(progress.outcomes);
    if (progress.note !== '') this.record.notice(progress.note);
  }
}
