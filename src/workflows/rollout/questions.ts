import { CancellationScope, setHandler, workflowInfo } from '@temporalio/workflow';
import type { GateCheck } from '../../activities/types.js';
import { approvalText } from '../../domain/board.js';
import { GateName } from '../../domain/operations.js';
import type { OrgRef } from '../../domain/rollout-plan.js';
import { orgAside, trafficDecided, type OrgAside } from '../balancing-signals.js';
import { failureText } from '../failure-text.js';
import { orgDeploymentId } from '../ids.js';
import type { Approve, DecisionAnswer, Reject } from '../messages.js';
import { tell } from '../tell.js';
import { approveCommand, rejectCommand } from './commands.js';
import { signedAlready, withApproval, type ReceivedApproval } from './received-approvals.js';
import { ownId } from './record.js';
import type { Run } from './run.js';
import { steadfast } from './step.js';

/** More than a board shows is asked of nobody at once. */
const MOST_APPROVALS = 20;

interface Question {
  readonly gate: string;
  readonly org: OrgRef;
  readonly text: string;
  readonly since: string;
  approvals: readonly ReceivedApproval[];
}

/**
 * Gates beside the one that the rollout waits at: whether weights of an org may follow its agents farther than was
 * approved. Nobody waits for the answer but that org's weights.
 */
export class Questions {
  private readonly open = new Map<string, Question>();
  private isShut = false;

  constructor(private readonly run: Run) {
    setHandler(orgAside, (aside) => this.hear(aside));
  }

  /** Names of gates that can be decided now: those of orgs whose windows are open. */
  get gates(): readonly string[] {
    return this.run.record.status().questions?.map(({ gate }) => gate) ?? [];
  }

  async approve(approval: Approve): Promise<DecisionAnswer> {
    const question = this.open.get(approval.gate);
    if (question === undefined)
      return { taken: `gate ${approval.gate} waits no more`, opens: false };
    const taken = withApproval(question.approvals, approval, new Date().toISOString());
    if (taken === null) return { taken: signedAlready(approval), opens: false };
    if (taken.length > MOST_APPROVALS)
      return { taken: 'too many people have approved this gate already', opens: false };
    question.approvals = taken;
    this.run.record.notice(`an approval of gate ${approval.gate} by ${approval.by} came in`);
    try {
      return await CancellationScope.nonCancellable(() => this.judge(question));
    } catch (error) {
      const why = `the approval of gate ${question.gate} could not be judged: ${failureText(error)}`;
      this.run.record.notice(why);
      return { taken: why, opens: false };
    }
  }

  /** The weights stay within what was approved; nothing is taken back. */
  async reject({ gate, by, reason }: Reject): Promise<void> {
    const question = this.open.get(gate ?? '');
    if (question === undefined) return;
    const why = reason === undefined ? '' : `: ${reason}`;
    this.run.record.notice(
      `gate ${question.gate} is rejected by ${by}${why}; weights stay within what was approved`,
    );
    await this.answer(question, false);
  }

  /** Nobody is to be woken by a question that nobody can answer any more. */
  shut(): void {
    this.isShut = true;
    for (const { gate } of this.open.values()) this.close(gate, 'the rollout is being closed');
  }

  private hear(aside: OrgAside): void {
    const { rolloutKey, org, text, isShort, gate } = aside ?? {};
    const isOurs = rolloutKey === workflowInfo().firstExecutionRunId;
    if (!isOurs || org?.org === undefined || text === undefined) return;
    const said = `${org.org}: ${text}`;
    this.run.record.notice(gate === undefined ? said : `${said} (gate ${gate})`);
    if (isShort === true) this.run.notifyMeanwhile('capacityShort', said);
    if (gate === undefined || this.isShut) return;
    const since = new Date().toISOString();
    this.open.set(gate, { gate, org, text: said, since, approvals: [] });
    this.publish();
    this.run.notifyMeanwhile('envelopeAsked', said, {
      command: approveCommand(ownId(), gate),
      incident: { name: `gate/${gate}`, state: 'open' },
    });
  }

  private async judge(question: Question): Promise<DecisionAnswer> {
    const { run } = this;
    const { gate, approvals } = question;
    const check = await steadfast(run, `gate ${gate}`, (a) =>
      a.checkGate.executeWithOptions({ summary: `approvals of ${gate}` }, [
        {
          scope: run.scope,
          rolloutId: ownId(),
          gate,
          kind: GateName.traffic,
          planDigest: run.plan.planDigest,
          orgs: [question.org.org],
          requestedBy: run.input.requestedBy,
          // The signature covers what the approval names.
          approvals: approvals.map(({ by, at, signature, flag }) => ({
            by,
            at,
            ...(signature === undefined ? {} : { signature }),
            ...(flag === undefined ? {} : { flag }),
          })),
        },
      ]),
    );
    if (check.objection !== null) {
      run.record.notice(`gate ${gate} stays shut: ${check.objection}`);
      return { taken: `the gate stays shut: ${check.objection}`, opens: false };
    }
    // Another approval may have opened it meanwhile.
    if (this.open.get(gate) !== question)
      return { taken: `gate ${gate} waits no more`, opens: false };
    this.keep(question, check);
    await this.answer(question, true);
    return { taken: `gate ${gate} is approved`, opens: true };
  }

  private keep({ gate, approvals }: Question, check: GateCheck): void {
    const { record, plan } = this.run;
    for (const approval of check.approvals) {
      const note = approvals.find(({ by }) => by === approval.by)?.note;
      const kept = {
        gate,
        kind: GateName.traffic,
        planDigest: plan.planDigest,
        ...approval,
        ...(note === undefined ? {} : { note }),
      };
      record.notice(`approved: ${approvalText(kept)}`);
      record.approvals.push(kept);
    }
  }

  private async answer({ gate, org }: Question, approved: boolean): Promise<void> {
    this.close(gate, approved ? `gate ${gate} is approved` : `gate ${gate} is rejected`);
    const rolloutKey = workflowInfo().firstExecutionRunId;
    const window = orgDeploymentId(org.platform, org.realOrgId);
    await tell(window, trafficDecided, { rolloutKey, gate, approved });
  }

  private close(gate: string, text: string): void {
    if (!this.open.delete(gate)) return;
    this.publish();
    this.run.notifyMeanwhile('answered', text, {
      incident: { name: `gate/${gate}`, state: 'closed' },
    });
  }

  private publish(): void {
    const id = ownId();
    this.run.record.setQuestions(
      [...this.open.values()].map(({ gate, org, text, since }) => ({
        gate,
        org: org.org,
        what: text,
        since,
        commands: [approveCommand(id, gate), rejectCommand(id, gate)],
      })),
    );
  }
}
