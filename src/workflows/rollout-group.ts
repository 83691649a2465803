import {
  CancellationScope,
  ParentClosePolicy,
  condition,
  setCurrentDetails,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { OrgRef } from '../activities/types.js';
import type { OrgOutcome } from '../domain/rollout-status.js';
import { orgDeploymentId, rolloutGroupId, WorkflowType } from './ids.js';
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

/** How long to wait before asking again whether another rollout has closed an org's window. */
const BUSY_RETRY = '10 seconds';

/**
 * The orgs of one wave and group: starts their deployments in order, at most `maxParallelOrgs` at a time, stops at
 * the tolerance, then stays open and fans `revert` and `close` out.
 */
export async function rolloutGroup(input: RolloutGroupInput): Promise<readonly OrgOutcome[]> {
  const group = new OpenGroup(input);
  CancellationScope.current().cancelRequested.catch(() => group.revert());
  return CancellationScope.nonCancellable(() => group.run());
}

class OpenGroup {
  private readonly orgs = new Map<string, OrgProgress | null>();
  private readonly started = new Set<string>();
  private readonly groupId: string;
  private paused: boolean;
  private reverting = false;
  private closing = false;
  private latest: GroupProgress | null = null;

  constructor(private readonly input: RolloutGroupInput) {
    this.groupId = rolloutGroupId(input.scope.rolloutKey, input.wave, input.group);
    this.paused = input.paused;
    for (const org of input.orgs) this.orgs.set(org.org, null);
    setHandler(orgProgress, (progress) => this.onOrg(progress));
    setHandler(groupCommand, (message) => this.onCommand(message));
  }

  revert(): void {
    this.reverting = true;
  }

  async run(): Promise<readonly OrgOutcome[]> {
    await this.startAll();
    await condition(() => this.reverting || this.inPhase(['deployed', 'failed', 'reverted']));
    if (!this.reverting) await this.report('deployed');
    await condition(() => this.closing || this.reverting);
    if (this.reverting) await this.revertAll();
    await condition(() => this.closing);
    await this.closeAll();
    return this.outcomes();
  }

  private async onCommand({ command }: GroupCommand): Promise<void> {
    if (command === 'pause') this.paused = true;
    if (command === 'resume') this.paused = false;
    if (command === 'revert') this.revert();
    if (command === 'close') this.closing = true;
    if (command === 'hello' && this.latest !== null)
      await tell(this.input.rolloutId, groupProgress, this.latest);
  }

  private async onOrg(progress: OrgProgress): Promise<void> {
    this.orgs.set(progress.org, progress);
    this.board();
    if (progress.phase === 'note' || progress.phase === 'busy') await this.note(progress.note);
  }

  private async startAll(): Promise<void> {
    for (const org of this.input.orgs) {
      await condition(() => this.mustStop() || (!this.paused && this.hasRoom()));
      if (this.mustStop()) return;
      await this.start(org);
      this.board();
    }
  }

  private mustStop(): boolean {
    return this.reverting || this.failures() > this.input.tolerance;
  }

  private hasRoom(): boolean {
    const running = [...this.started].filter((org) => {
      const phase = this.orgs.get(org)?.phase;
      return phase === undefined || phase === 'note' || phase === 'busy';
    });
    return running.length < this.input.maxParallelOrgs;
  }

  private failures(): number {
    return this.outcomes().filter((o) => o.state === 'failed' || o.state === 'stranded').length;
  }

  /** Opens the org's window, waiting (or refusing, by policy) while another rollout has it open. */
  private async start(org: OrgRef): Promise<void> {
    this.started.add(org.org);
    for (;;) {
      const answer = await this.tryToStart(org);
      if (answer === 'ours') return;
      if (this.input.onBusyOrg === 'refuse') return this.refuse(org, answer);
      this.board();
      if (await condition(() => this.reverting, BUSY_RETRY)) {
        this.started.delete(org.org);
        return;
      }
    }
  }

  private async tryToStart(org: OrgRef): Promise<'ours' | { note: string }> {
    const workflowId = orgDeploymentId(org.platform, org.realOrgId);
    const { scope, rolloutId } = this.input;
    try {
      await startChild(WorkflowType.orgDeployment, {
        workflowId,
        args: [
          { scope, org, owner: { rolloutId, rolloutKey: scope.rolloutKey, groupId: this.groupId } },
        ],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        // What remediation finds it by, should the rollout be gone.
        memo: { owner: { org: org.org, rolloutId, rolloutKey: scope.rolloutKey } },
        staticSummary: `${org.org} for ${rolloutId}`,
      });
      this.orgs.set(org.org, this.orgs.get(org.org) ?? null);
      return 'ours';
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    return this.askOwner(org, workflowId);
  }

  /** Ours (after a reset, say): it answers with its progress. A stranger's: it says whose it is. */
  private async askOwner(org: OrgRef, workflowId: string): Promise<'ours' | { note: string }> {
    this.orgs.set(org.org, null);
    const there = await this.tellOrg(workflowId, 'hello');
    if (there) await condition(() => this.orgs.get(org.org) !== null, BUSY_RETRY);
    const answer = this.orgs.get(org.org);
    if (answer && answer.phase !== 'busy') return 'ours';
    const note = answer?.note ?? `${org.org} has another deployment window open (${workflowId})`;
    return { note };
  }

  private refuse(org: OrgRef, { note }: { note: string }): void {
    this.started.delete(org.org);
    this.orgs.set(org.org, {
      org: org.org,
      phase: 'failed',
      outcome: { org: org.org, state: 'failed', writes: 0, kept: 0, reason: `refused: ${note}` },
      note: '',
      platformTimeMs: 0,
    });
  }

  private async revertAll(): Promise<void> {
    const begun = this.input.orgs.filter((org) => this.started.has(org.org)).toReversed();
    for (const org of begun)
      await this.tellOrg(orgDeploymentId(org.platform, org.realOrgId), 'revert');
    await condition(() => this.inPhase(['failed', 'reverted']));
    await this.report('reverted');
  }

  private async closeAll(): Promise<void> {
    for (const org of this.input.orgs)
      if (this.started.has(org.org))
        await this.tellOrg(orgDeploymentId(org.platform, org.realOrgId), 'close');
    await condition(() => this.inPhase(['closed']));
    await this.report('closed');
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

  private async note(note: string): Promise<void> {
    await tell(this.input.rolloutId, groupProgress, this.progress('note', note));
  }

  private async report(phase: GroupProgress['phase']): Promise<void> {
    this.latest = this.progress(phase, '');
    this.board();
    await tell(this.input.rolloutId, groupProgress, this.latest);
  }

  private progress(phase: GroupProgress['phase'], note: string): GroupProgress {
    const times = [...this.orgs.values()].map((org) => org?.platformTimeMs ?? 0);
    return {
      groupId: this.groupId,
      phase,
      outcomes: this.outcomes(),
      note,
      platformTimeMs: Math.max(0, ...times),
    };
  }

  private board(): void {
    const lines = this.outcomes().map(({ org, state, reason }) => {
      const note = this.orgs.get(org)?.note;
      return `| ${org} | ${state} | ${[reason, note].filter(Boolean).join('; ')} |`;
    });
    setCurrentDetails(
      [
        `### ${this.input.group}, wave ${this.input.wave}`,
        '| org | state | |',
        '|---|---|---|',
        ...lines,
      ]
        .join('\n')
        .slice(0, 19_000),
    );
  }
}
