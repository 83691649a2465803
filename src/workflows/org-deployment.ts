import {
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { OrgOutcome, OrgState } from '../domain/rollout-status.js';
import { deploying, deployingBriefly, reverting, revertingBriefly } from './activity-options.js';
import { compensate, type Begun } from './org/compensation.js';
import { patiently } from './org/patience.js';
import { failureText } from './failure-text.js';
import {
  orgCommand,
  orgProgress,
  type OrgCommand,
  type OrgDeploymentInput,
  type OrgProgress,
} from './signals.js';
import { tell } from './tell.js';

/**
 * The transaction of one org: snapshot, then the writes by dependency layer, then open until told `close` or
 * `revert`. While it is open no other rollout touches the org, since its id is the org's. It compensates itself.
 */
export async function orgDeployment(input: OrgDeploymentInput): Promise<OrgOutcome> {
  const window = new DeploymentWindow(input);
  CancellationScope.current().cancelRequested.catch(() => window.revert());
  return CancellationScope.nonCancellable(() => window.run());
}

class DeploymentWindow {
  private readonly begun: Begun = { layers: 0, weightInverse: [] };
  private readonly forward = new CancellationScope({ cancellable: true });
  private wanted: 'stay' | 'revertWeights' | 'revert' = 'stay';
  private closing = false;
  private latest: OrgProgress;
  private groupId: string;
  private state: OrgState = 'inProgress';
  private writes = 0;
  private kept = 0;
  private platformTimeMs = 0;
  private reason: string | null = null;
  /** Groups of other rollouts that asked for the org meanwhile. */
  private readonly waiting = new Set<string>();

  constructor(private readonly input: OrgDeploymentInput) {
    this.groupId = input.owner.groupId;
    this.latest = this.progress('note', '');
    setHandler(orgCommand, (message) => this.onCommand(message));
  }

  revert(wanted: 'revertWeights' | 'revert' = 'revert'): void {
    if (this.wanted !== 'revert') this.wanted = wanted;
    this.forward.cancel();
  }

  async run(): Promise<OrgOutcome> {
    await this.deploy();
    await condition(() => this.closing || this.wanted !== 'stay');
    if (this.wanted !== 'stay') await this.takeBack('rolledBack');
    await condition(() => this.closing);
    await this.close();
    return this.outcome();
  }

  private async onCommand(message: OrgCommand): Promise<void> {
    if (message?.rolloutKey === undefined) return;
    if (message.rolloutKey !== this.input.owner.rolloutKey) {
      const note = `${this.input.org.org} is in the open deployment window of ${this.input.owner.rolloutId}`;
      this.waiting.add(message.groupId);
      await tell(message.groupId, orgProgress, this.toStranger('busy', note));
      return;
    }
    this.groupId = message.groupId;
    if (message.command === 'hello') await tell(this.groupId, orgProgress, this.latest);
    if (message.command === 'revert' || message.command === 'revertWeights') {
      this.revert(message.command);
      // Who asks again (remediation, say) must not wait for what has happened already.
      if (this.latest.phase === 'failed' || this.latest.phase === 'reverted')
        await tell(this.groupId, orgProgress, this.latest);
    }
    if (message.command === 'close') this.closing = true;
  }

  private async deploy(): Promise<void> {
    setCurrentDetails(`Deploying ${this.input.org.org}`);
    try {
      await this.forward.run(() => this.write());
      this.state = 'deployed';
      setCurrentDetails(`${this.input.org.org} is on the release; its window is open.`);
      await this.report('deployed');
    } catch (error) {
      if (isCancellation(error) && this.wanted !== 'stay') return;
      this.reason = failureText(error);
      await this.takeBack('failed');
    }
  }

  private async write(): Promise<void> {
    const { scope, org } = this.input;
    await this.step('acquiring a token', (a) =>
      a.acquireToken.executeWithOptions({ summary: `${org.org}: token` }, [{ scope, org }]),
    );
    const snapshot = await this.step('the snapshot', (a) =>
      a.takeSnapshot.executeWithOptions({ summary: `${org.org}: snapshot` }, [{ scope, org }]),
    );
    this.begun.weightInverse = snapshot.weightInverse;
    for (let layer = 0; layer < snapshot.layers; layer += 1) {
      this.begun.layers = layer + 1;
      const name = `layer ${layer + 1} of ${snapshot.layers}`;
      const result = await this.step(name, (a) =>
        a.deployLayer.executeWithOptions({ summary: `${org.org}: ${name}` }, [
          { scope, org, layer },
        ]),
      );
      this.writes += result.writes;
      this.kept += result.kept;
      this.platformTimeMs = Math.max(this.platformTimeMs, result.platformTimeMs);
    }
  }

  private step<T>(name: string, run: (activities: typeof deploying) => Promise<T>): Promise<T> {
    const note = (text: string): Promise<void> => this.note(text);
    return patiently(name, { brief: deployingBriefly, long: deploying, note }, run);
  }

  /** Whatever made it necessary, it happens once. */
  private async takeBack(state: 'failed' | 'rolledBack'): Promise<void> {
    if (this.state !== 'inProgress' && this.state !== 'deployed') return this.report('reverted');
    const { scope, org } = this.input;
    const turn = async (): Promise<void> => {
      if (state === 'rolledBack') await condition(() => this.wanted === 'revert' || this.closing);
    };
    const note = (text: string): Promise<void> => this.note(text);
    const result = await compensate({ scope, org }, this.begun, note, turn);
    this.platformTimeMs = Math.max(this.platformTimeMs, result.platformTimeMs);
    this.kept += result.kept;
    this.state = result.stranded.length > 0 ? 'stranded' : this.settledState(state);
    if (result.stranded.length > 0)
      this.reason = [this.reason, ...result.stranded].filter(Boolean).join('; ');
    setCurrentDetails(`${org.org}: ${this.state}${this.reason ? ` (${this.reason})` : ''}`);
    return this.report(state === 'failed' ? 'failed' : 'reverted');
  }

  /** Nothing begun, nothing rolled back. */
  private settledState(state: 'failed' | 'rolledBack'): OrgState {
    return state === 'rolledBack' && this.begun.layers === 0 ? 'untouched' : state;
  }

  private async close(): Promise<void> {
    if (this.state === 'deployed') {
      const { scope, org } = this.input;
      const summary = `${org.org}: record what is live`;
      const note = (text: string): Promise<void> => this.note(text);
      const patience = { brief: revertingBriefly, long: reverting, note };
      try {
        await patiently('recording what is live', patience, (a) =>
          a.recordBaselines.executeWithOptions({ summary }, [{ scope, orgs: [org.org] }]),
        );
      } catch (error) {
        // The org is on the release all the same, and a window that never closes would hold up everybody.
        this.reason = `no base was recorded: ${failureText(error)}`;
      }
      this.state = 'completed';
    }
    setCurrentDetails(`${this.input.org.org}: ${this.state}, window closed.`);
    await this.report('closed');
    for (const groupId of this.waiting)
      await tell(groupId, orgProgress, this.toStranger('free', ''));
  }

  /** What this rollout did to the org is no outcome of the one that asks. */
  private toStranger(phase: 'busy' | 'free', note: string): OrgProgress {
    const { org } = this.input.org;
    const outcome = { org, state: 'untouched', writes: 0, kept: 0 } as const;
    const ownerStartedAtMs = this.input.owner.startedAtMs;
    return { org, phase, outcome, note, platformTimeMs: 0, ownerStartedAtMs };
  }

  private async note(text: string): Promise<void> {
    setCurrentDetails(`${this.input.org.org}: ${text || this.state}`);
    const said = text === '' ? '' : `${this.input.org.org}: ${text}`;
    await tell(this.groupId, orgProgress, this.progress('note', said));
  }

  private async report(phase: OrgProgress['phase']): Promise<void> {
    this.latest = this.progress(phase, '');
    // Its own group has to know, too, when somebody else takes care of the org.
    for (const groupId of new Set([this.groupId, this.input.owner.groupId]))
      await tell(groupId, orgProgress, this.latest);
  }

  private progress(phase: OrgProgress['phase'], note: string): OrgProgress {
    const { org } = this.input.org;
    return { org, phase, outcome: this.outcome(), note, platformTimeMs: this.platformTimeMs };
  }

  private outcome(): OrgOutcome {
    return {
      org: this.input.org.org,
      state: this.state,
      writes: this.writes,
      kept: this.kept,
      ...(this.reason === null ? {} : { reason: this.reason }),
    };
  }
}
