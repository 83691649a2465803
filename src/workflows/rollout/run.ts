import { CancellationScope, condition, sleep, workflowInfo } from '@temporalio/workflow';
import type { NotifyInput, ResolvedRelease, RunScope } from '../../activities/types.js';
import { flagsOf } from '../../domain/canary/flags.js';
import { allowancesOf, type Allowance } from '../../domain/failure-tolerance.js';
import type { Policy } from '../../domain/release-model.js';
import type { PlannedWave, RolloutPlan } from '../../domain/rollout-plan.js';
import { hasFailed } from '../../domain/rollout-status.js';
import { alert } from '../alert.js';
import { failureText } from '../failure-text.js';
import type { RolloutInput } from '../messages.js';
import type { VerdictChange } from '../signals.js';
import { Groups } from './groups.js';
import { Inbox } from './inbox.js';
import type { PassedGate } from './passed-gate.js';
import { orgsOf, RolloutRecord } from './record.js';
import { Questions } from './questions.js';
import { Superseding } from './superseding.js';
import { Wake } from './wake.js';

type Told = NotifyInput['notification'];

/** One interval of telemetry: less would be no window at all. */
const EMERGENCY_MINUTES = 5;

/** Minutes of the policy; shorter in an emergency. */
export type Windows = Pick<Policy, 'stabilizationMinutes' | 'firstWaveBakeMinutes' | 'bakeMinutes'>;

/** What the phases of one rollout share. */
export class Run {
  readonly record: RolloutRecord;
  readonly inbox: Inbox;
  readonly groups: Groups;
  readonly wake = new Wake();
  readonly superseding: Superseding;
  readonly questions: Questions;
  /** Everything before a break; cancelled by a trip. */
  readonly forward = new CancellationScope({ cancellable: true });
  /** The verdict that ended the way forward. */
  failed: VerdictChange | null = null;
  /** Names of the observations that can end it. */
  readonly watched = new Set<string>();
  /** Latest verdict by name of the observation. */
  readonly verdicts = new Map<string, VerdictChange>();
  /** Names of the observations that have passed once: what follows is no worse unless it is flagged, external, fail. */
  readonly passed = new Set<string>();
  /** Names of the observations whose planned checks are over. */
  readonly pastHorizon = new Set<string>();
  /** What people were told to look at: `wave-1 abandonment`. */
  private readonly raised = new Set<string>();
  /** The wave in progress: what a break of scope `wave` takes back. */
  currentWave: number | null = null;
  /** Platform time just before each wave's first write, by wave. */
  readonly waveStarts = new Map<number, number>();
  /** Gates that opened the way to the wave in progress or the next one. */
  opened: readonly PassedGate[] = [];
  /** Names the evidence after a rollback. */
  rollbackLooks = 0;
  private notifications = 0;
  private readonly telling: Promise<void>[] = [];

  constructor(readonly input: RolloutInput) {
    this.record = new RolloutRecord(input);
    this.groups = new Groups(this.record);
    this.superseding = new Superseding(this.record, () => this.forward.cancel());
    this.questions = new Questions(this);
    this.inbox = new Inbox(
      this.record,
      this.questions,
      () => this.forward.cancel(),
      () => this.groups.setPaused(this.record.paused),
    );
  }

  /** Takes a verdict in. A failure of a wave that is watched ends the way forward, whatever is waited for. */
  hear(change: VerdictChange): void {
    const { name, wave, verdict, atHorizon } = change;
    this.verdicts.set(name, change);
    if (verdict.label === 'pass') this.passed.add(name);
    if (atHorizon) this.pastHorizon.add(name);
    this.record.setVerdict(wave, verdict);
    this.raiseFlags(change);
    if (verdict.label !== 'fail' || !this.watched.has(name)) return;
    this.failed ??= change;
    this.inbox.refuseApprovals(`the judge says fail: ${verdict.reason}`);
    this.forward.cancel();
  }

  /** Once for each flag of a wave: on the board, and to people. */
  private raiseFlags({ name, wave, verdict }: VerdictChange): void {
    if (!verdict.flagged) return;
    const fresh = flagsOf(verdict).filter((flag) => !this.raised.has(`${name} ${flag}`));
    if (fresh.length === 0) return;
    for (const flag of fresh) this.raised.add(`${name} ${flag}`);
    const text = `wave ${this.nameOf(wave)} is flagged for review (${fresh.join(', ')}): ${verdict.reason}`;
    this.record.notice(text);
    this.notifyMeanwhile('flagRaised', text);
  }

  /** What people call a wave. */
  nameOf(wave: number): string {
    return this.plan.waves.find(({ index }) => index === wave)?.name ?? String(wave);
  }

  /** Something ended the way forward, however far it came. */
  get mustBreak(): boolean {
    return this.inbox.trip !== null || this.failed !== null || this.superseding.by !== null;
  }

  get resolved(): ResolvedRelease {
    if (this.record.resolved === null) throw new Error('the release is not resolved yet');
    return this.record.resolved;
  }

  get plan(): RolloutPlan {
    if (this.record.plan === null) throw new Error('there is no plan yet');
    return this.record.plan;
  }

  get scope(): RunScope {
    return {
      rolloutKey: workflowInfo().firstExecutionRunId,
      environment: this.input.environment,
      commit: this.resolved.commit,
      ledgerId: this.resolved.ledgerId,
      ...(this.record.plan === null ? {} : { planDigest: this.record.plan.planDigest }),
    };
  }

  /** How long a wave, and the last one, is watched at the least. */
  get windows(): Windows {
    const { stabilizationMinutes, firstWaveBakeMinutes, bakeMinutes } = this.resolved.policy;
    const most = this.input.emergency ? EMERGENCY_MINUTES : Infinity;
    return {
      stabilizationMinutes: Math.min(stabilizationMinutes, most),
      firstWaveBakeMinutes: Math.min(firstWaveBakeMinutes, most),
      bakeMinutes: Math.min(bakeMinutes, most),
    };
  }

  /** Logical ids of orgs whose deployment failed. */
  failedOrgs(): ReadonlySet<string> {
    const { outcomes } = this.record.status();
    return new Set(outcomes.filter(hasFailed).map(({ org }) => org));
  }

  /** The limits of failed orgs that a group of a wave is deployed under, as they stand now. */
  allowances(wave: PlannedWave, group: string): readonly Allowance[] {
    const { failureTolerance: tolerance } = this.resolved.policy;
    const { waves } = this.plan;
    return allowancesOf({ tolerance, waves, wave, group, failed: this.failedOrgs() });
  }

  /** Minutes of the policy, in platform time, to milliseconds of the wall. */
  wallMs(minutes: number): number {
    return Math.max(1, Math.round((minutes * 60_000) / this.input.timeScale));
  }

  /** A durable timer that the board shows. */
  async timer(
    state: 'stabilizing' | 'baking' | 'verifyingRollback',
    minutes: number,
    what: string,
    commands: readonly string[],
  ): Promise<void> {
    const ms = this.wallMs(minutes);
    this.record.enter(state, { what, until: new Date(Date.now() + ms).toISOString(), commands });
    await sleep(ms, { summary: what });
  }

  async unlessPaused(resume: string): Promise<void> {
    if (!this.record.paused) return;
    const before = this.record.state;
    this.record.enter(before, { what: 'resume: the rollout is paused', commands: [resume] });
    await condition(() => !this.record.paused);
    this.record.enter(before);
  }

  /** Tells people; a channel that does not answer is a notice, never a reason to stop. */
  async notify(
    kind: Told['kind'],
    text: string,
    { command, incident }: Pick<Told, 'command' | 'incident'> = {},
  ): Promise<void> {
    const { workflowId, runId } = workflowInfo();
    this.notifications += 1;
    const deduplicationKey = `${runId}/${this.notifications}`;
    const { release, environment } = this.input;
    const about = { kind, rolloutId: workflowId, runId, release, environment, text };
    const notification = {
      ...about,
      ...(command === undefined ? {} : { command }),
      ...(incident === undefined ? {} : { incident }),
    };
    try {
      for (const notice of await alert({ notification, deduplicationKey }))
        this.record.notice(notice);
    } catch (error) {
      this.record.notice(`people could not be told (${kind}): ${failureText(error)}`);
    }
  }

  /** Tells people without holding anything up; `finish` waits for it. */
  notifyMeanwhile(...told: Parameters<Run['notify']>): void {
    this.telling.push(CancellationScope.nonCancellable(() => this.notify(...told)));
  }

  /** Until everything that people are told meanwhile is told. */
  async everythingTold(): Promise<void> {
    await Promise.all(this.telling.splice(0));
  }

  /** True once anything may have been written to the org. */
  wasTouched(org: string): boolean {
    return (this.record.outcomeOf(org)?.state ?? 'untouched') !== 'untouched';
  }

  /** A wave's orgs without those that failed: they took themselves back, and say nothing about the release. */
  standing(wave: PlannedWave): string[] {
    const failed = this.failedOrgs();
    return orgsOf(wave).filter((org) => !failed.has(org));
  }

  nextWave(wave: PlannedWave): PlannedWave | null {
    const position = this.plan.waves.indexOf(wave);
    return this.plan.waves[position + 1] ?? null;
  }
}
