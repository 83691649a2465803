import type { Priority } from './priority.js';
import { createTurnQueue, type TurnRequest } from './turn-queue.js';

/** Turns of requests: a few at once, the others in line. */
export interface Turns {
  /** Waits for a turn; the returned function ends it. Rejects as the line does. */
  acquire(request: TurnRequest): Promise<() => void>;
  /** Looks again who may go ahead: more may be allowed now, or less. */
  admit(): void;
}

export interface TurnsOptions {
  readonly maxWaiting: number;
  /** How many may be under way now. */
  readonly allowed: () => number;
  /** Wall milliseconds until one of this priority may go ahead at all. */
  readonly pauseMs: (priority: Priority) => number;
}

/** How often a pause is looked at again. */
const RECHECK_MS = 500;

/** Creates turns of which none is taken. */
export function createTurns({ maxWaiting, allowed, pauseMs }: TurnsOptions): Turns {
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;

  const admit = (): void => {
    clearTimeout(timer);
    for (let next = queue.first(); next !== null && inFlight < allowed(); next = queue.first()) {
      const waitMs = pauseMs(next);
      if (waitMs > 0) {
        timer = setTimeout(admit, Math.min(waitMs, RECHECK_MS));
        queue.refuseImpatient(pauseMs);
        return;
      }
      inFlight += 1;
      queue.admitFirst();
    }
  };
  const queue = createTurnQueue(maxWaiting, admit);
  const leave = (): void => {
    inFlight -= 1;
    admit();
  };
  return {
    admit,
    acquire(request) {
      const turn = queue.join(request).then(() => once(leave));
      admit();
      return turn;
    },
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
