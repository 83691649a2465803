import { condition, workflowInfo } from '@temporalio/workflow';
import type { AffectedOrg, AffectedOrgs, RunScope } from '../../activities/types.js';
import type { OrgOutcome } from '../../domain/rollout-status.js';
import { openWindow } from '../group/open-window.js';
import { orgDeploymentId } from '../ids.js';
import { orgCommand, type OrgCommand, type OrgProgress } from '../signals.js';
import { tell } from '../tell.js';
import type { RemediationInput, RemediationResult } from './messages.js';

/** When an org has done what it was told. */
const SETTLED = {
  takeBack: ['failed', 'reverted', 'closed'],
  finish: ['deployed', 'failed', 'reverted', 'closed'],
} as const;

/**
 * The orgs of one remediation. Whatever window an org has is told what to do; one whose window is closed gets a new
 * one, with the org's id, so that it has one writer now as before.
 */
export class Settling {
  private readonly heard = new Map<string, OrgProgress | null>();
  private readonly refused = new Map<string, string>();

  constructor(
    private readonly action: RemediationInput['action'],
    private readonly affected: AffectedOrgs,
    private readonly onChange: (text?: string) => void,
  ) {
    for (const { org, reason } of affected.refused) this.refused.set(org, reason);
  }

  get scope(): RunScope {
    return this.affected.scope;
  }

  hear(progress: OrgProgress): void {
    if (progress?.org === undefined) return;
    this.heard.set(progress.org, progress);
    this.onChange(progress.note);
  }

  /** Side by side: one that has to wait keeps no other waiting. What builds on the hub goes before it or after it. */
  async run(): Promise<void> {
    const { orgs } = this.affected;
    const hubs = orgs.filter(({ isHub }) => isHub);
    const subs = orgs.filter(({ isHub }) => !isHub);
    for (const some of this.action === 'takeBack' ? [subs, hubs] : [hubs, subs])
      await Promise.all(some.map((one) => this.settle(one)));
  }

  result(): RemediationResult {
    const { rolloutId, orgs } = this.affected;
    return {
      rolloutId,
      action: this.action,
      outcomes: orgs.flatMap(({ org }) =>
        this.refused.has(org.org) ? [] : [this.outcome(org.org)],
      ),
      refused: [...this.refused].map(([org, reason]) => ({ org, reason })),
      report: null,
    };
  }

  private outcome(org: string): OrgOutcome {
    return this.heard.get(org)?.outcome ?? { org, state: 'inProgress', writes: 0, kept: 0 };
  }

  private async settle(affected: AffectedOrg): Promise<void> {
    const command = this.action === 'takeBack' ? 'revert' : 'finish';
    const isOpen = affected.window !== null && (await this.say(affected, command));
    if (!isOpen && !(await this.open(affected))) return;
    const wanted: readonly string[] = SETTLED[this.action];
    const { org } = affected.org;
    await condition(() => wanted.includes(this.heard.get(org)?.phase ?? ''));
    // Gone before it was told: then it had been closed.
    if (!(await this.say(affected, 'close'))) return;
    await condition(() => this.heard.get(org)?.phase === 'closed');
  }

  /** A window of its own; false where another rollout has the org and this must not wait for it. */
  private async open({ org }: AffectedOrg): Promise<boolean> {
    const { scope, rolloutId, onBusyOrg, orgDeadlineMs: deadlineMs, orgs } = this.affected;
    const { workflowId: groupId, runStartTime } = workflowInfo();
    const startedAtMs = runStartTime.getTime();
    const owner = { rolloutId, rolloutKey: scope.rolloutKey, groupId, startedAtMs };
    const begins = this.action === 'takeBack' ? 'takeBack' : 'deploy';
    const opened = await openWindow(
      {
        heard: this.heard,
        // As rollouts do it: whoever holds windows waits for younger ones only, so that no two wait for each other.
        mayWait: (since) =>
          onBusyOrg === 'wait' && (since === undefined || orgs.length === 1 || startedAtMs < since),
        isStopping: () => false,
        isPaused: () => false,
        onWaiting: () => this.onChange(this.heard.get(org.org)?.note),
      },
      { scope, org, owner, deadlineMs, begins },
    );
    if (typeof opened === 'string') return true;
    this.refused.set(org.org, opened.refused);
    return false;
  }

  private say({ org }: AffectedOrg, command: OrgCommand['command']): Promise<boolean> {
    const { rolloutKey } = this.affected.scope;
    const groupId = workflowInfo().workflowId;
    const workflowId = orgDeploymentId(org.platform, org.realOrgId);
    return tell(workflowId, orgCommand, { command, rolloutKey, groupId });
  }
}
