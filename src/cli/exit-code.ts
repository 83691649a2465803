import type { RolloutEnd, RolloutOutcome } from '../client/index.js';

/** What the process says to whoever started it. */
export const ExitCode = {
  /** Every selected org is on the release. */
  succeeded: 0,
  error: 1,
  badInput: 2,
  /** Rolled back, rejected or superseded. */
  takenBack: 3,
  /** A gate waits, or a rollout is held, for a person. */
  gateWaits: 4,
  /** Something is stranded. */
  incomplete: 5,
  /** There is something to write, drift, or a proposal: for commands that are there to tell. */
  differs: 10,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code that belongs to a rollout's outcome. */
export function exitCodeOfOutcome(outcome: RolloutOutcome): ExitCode {
  switch (outcome) {
    case 'succeeded':
      return ExitCode.succeeded;
    case 'rolledBack':
    case 'rejected':
    case 'superseded':
      return ExitCode.takenBack;
    case 'held':
      return ExitCode.gateWaits;
    case 'incomplete':
      return ExitCode.incomplete;
    case 'failed':
      return ExitCode.error;
    default:
      return outcome satisfies never;
  }
}

/** The exit code that belongs to how a rollout ended. */
export function exitCodeOf(end: RolloutEnd): ExitCode {
  switch (end.kind) {
    case 'finished':
      return exitCodeOfOutcome(end.summary.outcome);
    case 'badInput':
      return ExitCode.badInput;
    case 'refused':
    case 'stopped':
    case 'failed':
      return ExitCode.error;
    default:
      return end satisfies never;
  }
}
