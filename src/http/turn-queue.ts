/** Callers in line, first come first served. */
export interface TurnQueue {
  readonly length: () => number;
  /** Joins the line. Rejects with the signal's reason when the caller gives up. */
  join(signal: AbortSignal | undefined): Promise<void>;
  /** Lets the first of the line go ahead. */
  admitFirst(): void;
}

/** Creates an empty line; `onLeave` is told when somebody gives up. */
export function createTurnQueue(onLeave: () => void): TurnQueue {
  const line: (() => void)[] = [];
  return {
    length: () => line.length,
    admitFirst: () => line.shift()?.(),
    join: (signal) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          line.splice(line.indexOf(enter), 1);
          reject(reasonOf(signal));
          onLeave();
        };
        const enter = (): void => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        if (signal?.aborted === true) {
          reject(reasonOf(signal));
          return;
        }
        signal?.addEventListener('abort', giveUp, { once: true });
        line.push(enter);
      }),
  };
}

function reasonOf(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('cancelled');
}
