import type {
  Awaiting,
  RolloutEnd,
  RolloutState,
  RolloutStatus,
  WaveStatus,
} from '../../client/index.js';

const states: Readonly<Record<RolloutState, string>> = {
  resolving: 'reading the release',
  planning: 'planning',
  awaitingApproval: 'waits for an approval',
  awaitingClearance: 'waits until it may go on',
  deploying: 'deploying',
  stabilizing: 'stabilizing',
  judging: 'judging',
  baking: 'baking',
  loadTesting: 'called by test calls',
  rollingBack: 'taking back',
  verifyingRollback: 'verifying that telemetry is back',
  held: 'held, a person has to decide',
  closing: 'closing',
  succeeded: 'succeeded',
  rolledBack: 'rolled back',
  rejected: 'rejected',
  superseded: 'superseded by an emergency',
  incomplete: 'incomplete',
  failed: 'failed',
};

/** A rollout's state in words. */
export const stateInWords = (state: RolloutState): string => states[state] ?? state;

const stops: Readonly<Record<Extract<RolloutEnd, { kind: 'stopped' }>['how'], string>> = {
  cancelled: 'cancelled',
  terminated: 'TERMINATED: nothing was taken back, and its orgs may still be open',
  timedOut: 'TIMED OUT: nothing was taken back, and its orgs may still be open',
};

/** How a rollout was stopped from outside, in words. */
export const stoppedInWords = (how: keyof typeof stops): string => stops[how];

const waveStates: Readonly<Record<WaveStatus['state'], string>> = {
  waiting: 'waits',
  deploying: 'deploying',
  watching: 'watched',
  passed: 'passed',
  takenBack: 'taken back',
  kept: 'kept',
};

/** A wave's state in words. */
export const waveStateInWords = (state: WaveStatus['state']): string => waveStates[state] ?? state;

/** `wave 0 (hub)`, `wave 1 (10 %)`. */
export const nameOfWave = (wave: WaveStatus): string => `wave ${wave.index} (${wave.name})`;

/** Orgs of a wave that are on the release, and those that were taken back. */
export function progressOf(
  wave: WaveStatus,
  status: RolloutStatus,
): { readonly done: number; readonly back: number; readonly failed: number } {
  const inWave = status.outcomes.filter((outcome) => wave.orgs.includes(outcome.org));
  const count = (...wanted: string[]): number =>
    inWave.filter((outcome) => wanted.includes(outcome.state)).length;
  return {
    done: count('deployed', 'completed'),
    back: count('rolledBack'),
    failed: count('failed', 'stranded'),
  };
}

/** `1 org`, `4 orgs`. */
export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `14:05:09` in the reader's own time zone. */
export function timeOfDay(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toTimeString().slice(0, 8);
}

/** A verdict as the board words it. */
export function verdictInWords(verdict: NonNullable<WaveStatus['verdict']>): string {
  const label =
    verdict.label === 'external' ? 'outside cause suspected, not rolled back' : verdict.label;
  return `${label}${verdict.flagged ? ' (flagged for review)' : ''}: ${verdict.reason}`;
}

/**
 * The commands that answer what is awaited. The board shows Temporal's own, since an operator may have nothing
 * else; whoever reads this has Rollcall's.
 */
export function commandsFor(
  workflowId: string,
  { awaiting, planDigest }: Pick<RolloutStatus, 'planDigest'> & { readonly awaiting: Awaiting },
): readonly string[] {
  const { gate, what, commands, flags = [] } = awaiting;
  if (gate === undefined) return commands;
  const plan =
    planDigest !== null && GATES_OF_THE_PLAN.has(gate)
      ? ` --plan-digest ${planDigest.slice(0, DIGEST_SHOWN)}`
      : '';
  // What is missing is in the workflow's words; an emergency always takes signatures.
  const sign = gate === 'emergency' || /\bsigned approvals?\b/.test(what) ? ' --sign' : '';
  const asksWhy = commands.some((command) => / approve .*"reason":"WHY"/.test(command));
  const reason = asksWhy ? " --reason 'WHY'" : '';
  const named = flags.map((flag) => ` --flag ${flag}`).join('');
  const approve = `rollcall approve ${workflowId} --gate ${gate}${plan}${named}${reason}${sign}`;
  // Nothing is left to reject where everything is taken back: then it is only the reason that is asked for.
  const isHeld = asksWhy && !commands.some((command) => command.includes('reject'));
  return isHeld ? [approve] : [approve, `rollcall reject ${workflowId} --gate ${gate}`];
}

/** An approval of these names the plan that was read. */
const GATES_OF_THE_PLAN: ReadonlySet<string> = new Set(['plan', 'first-contact', 'emergency']);
const DIGEST_SHOWN = 12;
