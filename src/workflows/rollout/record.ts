import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { ResolvedRelease } from '../../activities/types.js';
import type { PlannedWave, RolloutPlan } from '../../domain/rollout-plan.js';
import { boardMarkdown } from '../../domain/board.js';
import type { Verdict } from '../../domain/canary/verdict.js';
import {
  RolloutKind,
  type ApprovalRecord,
  type Awaiting,
  type OrgOutcome,
  type Question,
  type RolloutState,
  type RolloutStatus,
  type WaveStatus,
} from '../../domain/rollout-status.js';
import { SearchAttribute } from '../ids.js';
import type { RolloutInput } from '../messages.js';
import type { StagingGateStatus } from '../../domain/synthetic/gate-status.js';
import { resumeCommand } from './commands.js';

const stateKey = defineSearchAttributeKey(SearchAttribute.state, 'KEYWORD');
const environmentKey = defineSearchAttributeKey(SearchAttribute.environment, 'KEYWORD');
const releaseKey = defineSearchAttributeKey(SearchAttribute.release, 'KEYWORD');
const awaitingKey = defineSearchAttributeKey(SearchAttribute.awaiting, 'KEYWORD');

const KEPT_NOTICES = 50;

/** A longer value makes the server terminate the workflow (2,048 bytes), or its database refuse it (255). */
const ATTRIBUTE_CHARACTERS = 60;

/** A message as long as an incident's whole text would crowd out the rest of the board. */
const NOTICE_CHARACTERS = 500;

const CLOSED: ReadonlySet<OrgOutcome['state']> = new Set([
  'completed',
  'failed',
  'rolledBack',
  'stranded',
]);

/** Without `since`: from now on. */
type AwaitedNow = Omit<Awaiting, 'since'> & Partial<Pick<Awaiting, 'since'>>;

/** What a rollout knows of itself; every change is published on the board and in the search attributes. */
export class RolloutRecord {
  state: RolloutState = 'resolving';
  paused = false;
  resolved: ResolvedRelease | null = null;
  plan: RolloutPlan | null = null;
  report: string | null = null;
  stagingGate: StagingGateStatus | null = null;
  readonly approvals: ApprovalRecord[] = [];
  private readonly warnings: string[] = [];
  private awaiting: Awaiting | null = null;
  private readonly waveStates = new Map<number, WaveStatus['state']>();
  private readonly verdicts = new Map<number, Verdict>();
  private readonly outcomes = new Map<string, OrgOutcome>();
  private questions: readonly Question[] = [];
  private readonly notices: string[] = [];
  private published = '';

  constructor(readonly input: RolloutInput) {}

  /** Moves to a state; whatever was awaited before is over. */
  enter(state: RolloutState, awaiting: AwaitedNow | null = null): void {
    this.state = state;
    this.awaiting = awaiting === null ? null : { since: new Date().toISOString(), ...awaiting };
    this.publish();
  }

  notice(text: string): void {
    this.notices.push(`${new Date().toISOString().slice(0, 19)}Z ${clip(text, NOTICE_CHARACTERS)}`);
    if (this.notices.length > KEPT_NOTICES) this.notices.shift();
    this.publish();
  }

  /** What stays on the board and at the head of the report. */
  warn(texts: readonly string[]): void {
    for (const text of texts) this.warnings.push(clip(text, NOTICE_CHARACTERS));
    this.publish();
  }

  setQuestions(questions: readonly Question[]): void {
    this.questions = questions;
    this.publish();
  }

  setWave(index: number, state: WaveStatus['state']): void {
    this.waveStates.set(index, state);
    this.publish();
  }

  setVerdict(index: number, verdict: Verdict): void {
    this.verdicts.set(index, verdict);
    this.publish();
  }

  setOutcomes(outcomes: readonly OrgOutcome[]): void {
    for (const outcome of outcomes) this.outcomes.set(outcome.org, outcome);
    this.publish();
  }

  setStagingGate(gate: StagingGateStatus): void {
    this.stagingGate = { ...gate, reason: clip(gate.reason, NOTICE_CHARACTERS) };
    this.publish();
  }

  outcomeOf(org: string): OrgOutcome | undefined {
    return this.outcomes.get(org);
  }

  status(): RolloutStatus {
    const outcomes = this.allOutcomes();
    const count = (...states: OrgOutcome['state'][]): number =>
      outcomes.filter((outcome) => states.includes(outcome.state)).length;
    const inProgress = count('inProgress');
    return {
      rolloutKey: workflowInfo().firstExecutionRunId,
      kind: kindOf(this.input),
      state: this.state,
      paused: this.paused,
      release: this.input.release,
      environment: this.input.environment,
      requestedBy: this.input.requestedBy,
      change: this.input.change ?? null,
      reason: this.input.reason ?? null,
      warnings: [...this.warnings],
      approvals: [...this.approvals],
      commit: this.resolved?.commit ?? null,
      releaseDigest: this.resolved?.releaseDigest ?? null,
      planDigest: this.plan?.planDigest ?? null,
      timeScale: this.input.timeScale,
      awaiting: this.awaited(),
      ...this.asked(),
      waves: (this.plan?.waves ?? []).map((wave) => this.waveStatus(wave)),
      changes: this.plan?.counts ?? null,
      orgs: {
        completed: count('completed', 'deployed'),
        rolledBack: count('rolledBack'),
        failed: count('failed', 'stranded'),
        untouched: count('untouched'),
        ...(inProgress === 0 ? {} : { inProgress }),
      },
      outcomes,
      writes: outcomes.reduce((sum, outcome) => sum + outcome.writes, 0),
      notices: [...this.notices],
      ...(this.stagingGate === null ? {} : { stagingGate: this.stagingGate }),
      report: this.report,
    };
  }

  publish(): void {
    setCurrentDetails(boardMarkdown(this.status()));
    const awaiting = this.awaiting?.gate ?? this.awaiting?.what ?? '';
    const next = `${this.state}\n${awaiting}`;
    if (next === this.published) return;
    this.published = next;
    upsertSearchAttributes([
      { key: stateKey, value: this.state },
      { key: environmentKey, value: clip(this.input.environment, ATTRIBUTE_CHARACTERS) },
      { key: releaseKey, value: clip(this.input.release, ATTRIBUTE_CHARACTERS) },
      { key: awaitingKey, value: clip(awaiting, ATTRIBUTE_CHARACTERS) },
    ]);
  }

  /** While paused, the way out is among the commands, whatever else is awaited. */
  private awaited(): Awaiting | null {
    if (!this.paused || this.awaiting === null) return this.awaiting;
    const resume = resumeCommand(ownId());
    const others = this.awaiting.commands.filter((command) => command !== resume);
    return { ...this.awaiting, commands: [resume, ...others] };
  }

  /** Of an org whose window is closed nothing is asked any more. */
  private asked(): Pick<RolloutStatus, 'questions'> {
    const isOpen = ({ org }: Question): boolean =>
      !CLOSED.has(this.outcomes.get(org)?.state ?? 'inProgress');
    const questions = this.questions.filter(isOpen);
    return questions.length === 0 ? {} : { questions };
  }

  private waveStatus(wave: PlannedWave): WaveStatus {
    return {
      index: wave.index,
      name: wave.name,
      state: this.waveStates.get(wave.index) ?? 'waiting',
      orgs: orgsOf(wave),
      verdict: this.verdicts.get(wave.index) ?? null,
    };
  }

  /** Every selected org, in the plan's order. */
  private allOutcomes(): OrgOutcome[] {
    if (this.plan === null) return [];
    const untouched = (org: string): OrgOutcome => ({
      org,
      state: 'untouched',
      writes: 0,
      kept: 0,
    });
    const needless = this.plan.unchanged.map(
      (org): OrgOutcome =>
        this.outcomes.get(org) ?? {
          ...untouched(org),
          state: this.input.dryRun ? 'untouched' : 'completed',
        },
    );
    const planned = this.plan.waves
      .flatMap((wave) => orgsOf(wave))
      .map((org) => this.outcomes.get(org) ?? untouched(org));
    return [...planned, ...needless];
  }
}

/** Logical ids of a wave's orgs. */
export function orgsOf(wave: PlannedWave): string[] {
  return wave.groups.flatMap((group) => group.orgs.map(({ org }) => org));
}

/** Whole characters, so that even four-byte ones stay within the limits. */
function clip(text: string, characters: number): string {
  const all = Array.from(text);
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join('')}…`;
}

/** The id of this workflow, as people know it. */
export function ownId(): string {
  return workflowInfo().workflowId;
}

function kindOf({ dryRun, adopt, emergency, overridePromotion }: RolloutInput): RolloutKind {
  if (dryRun) return RolloutKind.dryRun;
  if (adopt) return RolloutKind.adoption;
  if (emergency) return RolloutKind.emergency;
  return overridePromotion === undefined ? RolloutKind.rollout : RolloutKind.override;
}
