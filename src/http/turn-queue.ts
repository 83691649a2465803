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
  const lines = new Map<Priority, Waiting[]>(PRIORITIES.map((priority) => [priority, []]));
  const everybody = (): Waiting[] => [...lines.values()].flat();
  const firstOf = (): Waiting | undefined => {
    for (const line of lines.values()) if (line[0] !== undefined) return line[0];
    return undefined;
  };
  const take = (waiting: Waiting): void => {
    const line = lines.get(waiting.priority) ?? [];
    const place = line.indexOf(waiting);
    if (place >= 0) line.splice(place, 1);
  };
  return {
    first: () => firstOf()?.priority ?? null,
    admitFirst() {
      const waiting = firstOf();
      if (waiting === undefined) return;
      take(waiting);
      waiting.enter();
    },
    refuseImpatient(waitMsOf) {
      for (const waiting of everybody()) {
        const waitMs = waitMsOf(waiting.priority);
        if (waitMs <= waiting.longestWaitMs) continue;
        take(waiting);
        waiting.refuse(new TurnRefused('the wait is too long', waitMs));
      }
    },
    join: ({ signal, priority = 'planning', longestWaitMs = Number.POSITIVE_INFINITY }) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          take(waiting);
          reject(reasonOf(signal));
          onLeave();
        };
        const settle = (outcome: () => void) => (): void => {
          signal?.removeEventListener('abort', giveUp);
          outcome();
        };
        const waiting: Waiting = {
          priority,
          longestWaitMs,
          enter: settle(resolve),
          refuse: (error) => settle(() => reject(error))(),
        };
        if (signal?.aborted === true) return reject(reasonOf(signal));
        if (countOf(lines) >= maxWaiting)
          return reject(new TurnRefused(`${maxWaiting} requests wait already`, FULL_LINE_MS));
        signal?.addEventListener('abort', giveUp, { once: true });
        lines.get(priority)?.push(waiting);
      }),
  };
}

function countOf(lines: ReadonlyMap<Priority, readonly Waiting[]>): number {
  let count = 0;
  for (const line of lines.values()) count += line.length;
  return count;
}

function reasonOf(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('cancelled');
}
