import { PRIORITIES, type Priority } from './priority.js';
import { TurnRefused } from './turn-refused.js';

/** Who asks for a turn. */
export interface TurnRequest {
  readonly signal?: AbortSignal | undefined;
  /** Default: planning, the least urgent. */
  readonly priority?: Priority | undefined;
  /** Wall milliseconds; a pause that is longer is refused instead of waited for. Default: any wait. */
  readonly longestWaitMs?: number | undefined;
}

/** Callers in line: the most urgent first, among equals first come first served. */
export interface TurnQueue {
  /** The priority of whoever is first; null where nobody waits. */
  readonly first: () => Priority | null;
  /** Joins the line. Rejects with the signal's reason when the caller gives up, with TurnRefused when refused. */
  join(request: TurnRequest): Promise<void>;
  /** Lets the first of the line go ahead. */
  admitFirst(): void;
  /** Refuses everybody who does not want to wait so long. */
  refuseImpatient(waitMsOf: (priority: Priority) => number): void;
}

interface Waiting {
  readonly priority: Priority;
  readonly longestWaitMs: number;
  readonly enter: () => void;
  readonly refuse: (error: Error) => void;
}

/** Asking again after this many milliseconds makes sense where the line was full. */
const FULL_LINE_MS = 1_000;

/** Creates an empty line of at most `maxWaiting`; `onLeave` is told when somebody gives up. */
export function createTurnQueue(maxWaiting: number, onLeave: () => void): TurnQueue {
  const line = new Line();
  return {
    first: () => line.first()?.priority ?? null,
    admitFirst() {
      const one = line.first();
      if (one === undefined) return;
      line.take(one);
      one.enter();
    },
    refuseImpatient(waitMsOf) {
      for (const one of line.everybody()) {
        const waitMs = waitMsOf(one.priority);
        if (waitMs <= one.longestWaitMs) continue;
        line.take(one);
        one.refuse(new TurnRefused('the wait is too long', waitMs));
      }
    },
    join: (request) => {
      if (line.length >= maxWaiting) {
        const reason = `${maxWaiting} requests wait already`;
        return Promise.reject(new TurnRefused(reason, FULL_LINE_MS));
      }
      return waitInLine(request, (one) => {
        line.add(one);
        return () => {
          line.take(one);
          onLeave();
        };
      });
    },
  };
}

/** Everybody who waits, by priority. */
class Line {
  private readonly waiting = new Map<Priority, Waiting[]>(PRIORITIES.map((name) => [name, []]));
  length = 0;

  everybody(): Waiting[] {
    return [...this.waiting.values()].flat();
  }

  first(): Waiting | undefined {
    for (const [one] of this.waiting.values()) if (one !== undefined) return one;
    return undefined;
  }

  add(one: Waiting): void {
    this.waiting.get(one.priority)?.push(one);
    this.length += 1;
  }

  take(one: Waiting): void {
    const equals = this.waiting.get(one.priority) ?? [];
    equals.splice(equals.indexOf(one), 1);
    this.length -= 1;
  }
}

/** Waits for a turn; `enqueue` puts the caller in line and returns how to take it out again. */
function waitInLine(
  { signal, priority = 'planning', longestWaitMs = Number.POSITIVE_INFINITY }: TurnRequest,
  enqueue: (one: Waiting) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(reasonOf(signal));
    const settled = (): void => signal?.removeEventListener('abort', giveUp);
    const leave = enqueue({
      priority,
      longestWaitMs,
      enter: () => {
        settled();
        resolve();
      },
      refuse: (error) => {
        settled();
        reject(error);
      },
    });
    const giveUp = (): void => {
      leave();
      reject(reasonOf(signal));
    };
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}

function reasonOf(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('cancelled');
}
