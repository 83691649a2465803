import { CancellationScope, sleep } from '@temporalio/workflow';

/** The time that an org has to get wholly onto the release. */
export interface Deadline {
  stop(): void;
  isOver(): boolean;
  /** For people; `step` is what was under way. */
  text(step: string): string;
}

/**
 * Starts it: wall time, in rehearsals too, since what it bounds (answers, retries, workers that come and go) does not
 * run faster with the platform's clock. Taking back has none.
 */
export function startDeadline(ms: number | undefined, org: string, onOver: () => void): Deadline {
  const scope = new CancellationScope({ cancellable: true });
  let over = false;
  if (ms !== undefined)
    scope
      .run(() => sleep(ms, { summary: `${org}: deployment deadline` }))
      .then(() => {
        over = true;
        onOver();
      })
      // Stopped in time.
      .catch(() => undefined);
  return {
    stop: () => scope.cancel(),
    isOver: () => over,
    text: (step) =>
      `its deployment deadline of ${minutesOf(ms ?? 0)} min passed${step === '' ? '' : ` during ${step}`}`,
  };
}

function minutesOf(ms: number): string {
  return String(Math.round((ms / 60_000) * 100) / 100);
}
