import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEvent } from './event.js';
import type { AuditSink } from './sink.js';

export interface AuditLogOptions {
  readonly sink: AuditSink;
  /** Told once when writing fails, and once when it works again. */
  readonly say: (level: 'warn' | 'info', message: string) => void;
  /** Told how many events were given up. */
  readonly onLost?: (events: number) => void;
  /** Default: one second. */
  readonly flushEveryMs?: number;
  /** Events kept while nothing can be written; the oldest are given up. */
  readonly maxWaiting?: number;
  /** How long the end of the worker waits for what is left. Default: five seconds. */
  readonly closeWithinMs?: number;
}

/** The record of calls, written behind them. */
export interface AuditLog {
  /** Takes an event; never waits and never throws. */
  record(event: AuditEvent): void;
  /** Writes what is waiting. Never rejects. */
  flush(): Promise<void>;
  /** Writes what is waiting, and stops. Never rejects. */
  close(): Promise<void>;
}

const FLUSH_EVERY_MS = 1_000;
const MAX_WAITING = 50_000;
const CLOSE_WITHIN_MS = 5_000;
const CLOSE_SINK_WITHIN_MS = 1_000;
/** Collectors take no request of any size; and what failed half-way comes twice. */
const MAX_BATCH = 1_000;

/** Creates a log over a sink. A sink that fails is told of once and tried again; it never stops a rollout. */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { onLost = () => undefined, maxWaiting = MAX_WAITING, sink } = options;
  const backlog = createBacklog(maxWaiting, onLost);
  const writer = createWriter(options);
  let writing = Promise.resolve();

  const write = async (): Promise<void> => {
    for (let batch = backlog.take(); batch.length > 0; batch = backlog.take()) {
      const isWritten = await writer(batch);
      backlog.settle(isWritten);
      if (!isWritten) return;
    }
  };
  const flush = (): Promise<void> => (writing = writing.then(write));
  const timer = setInterval(() => void flush(), options.flushEveryMs ?? FLUSH_EVERY_MS);
  timer.unref();
  return {
    record: (event) => backlog.add(event),
    flush,
    async close() {
      clearInterval(timer);
      const isOver = await within(options.closeWithinMs ?? CLOSE_WITHIN_MS, flush());
      const left = backlog.size();
      if (left > 0) {
        onLost(left);
        options.say('warn', `${left} events of the audit are lost: the worker ends`);
      }
      // What is still under way would hold it up.
      if (isOver) await within(CLOSE_SINK_WITHIN_MS, sink.close());
    },
  };
}

/** Events that have not been written, the oldest first. */
interface Backlog {
  add(event: AuditEvent): void;
  /** The oldest; they are under way until settled. */
  take(): readonly AuditEvent[];
  /** Ends what is under way: written, or to be taken again. */
  settle(isWritten: boolean): void;
  size(): number;
}

function createBacklog(maxWaiting: number, onLost: (events: number) => void): Backlog {
  let waiting: AuditEvent[] = [];
  let underWay: AuditEvent[] = [];
  const giveUpSurplus = (): void => {
    const surplus = waiting.length - maxWaiting;
    if (surplus <= 0) return;
    waiting = waiting.slice(surplus);
    onLost(surplus);
  };
  return {
    add(event) {
      waiting.push(event);
      // Checked now and then only: taking the oldest off costs a copy.
      if (waiting.length > maxWaiting * 1.1) giveUpSurplus();
    },
    take() {
      underWay = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(underWay.length);
      return underWay;
    },
    settle(isWritten) {
      if (!isWritten) waiting = [...underWay, ...waiting];
      underWay = [];
      giveUpSurplus();
    },
    size: () => waiting.length + underWay.length,
  };
}

/** Waits no longer than so many milliseconds, well or not; false where it took longer. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const done = work.then(
    () => true,
    () => true,
  );
  return Promise.race([done, sleep(milliseconds, false, { ref: false })]);
}

/** Writes events and says whether that worked; tells of a failure once, and of its end. */
function createWriter({
  sink,
  say,
}: AuditLogOptions): (events: readonly AuditEvent[]) => Promise<boolean> {
  let failing = false;
  return async (events) => {
    try {
      await sink.write(events);
      if (failing) say('info', `the audit ${sink.words.again}`);
      failing = false;
      return true;
    } catch (error) {
      if (!failing) say('warn', wordsFor(error, sink.words));
      failing = true;
      return false;
    }
  };
}

/** A status or an error's code; messages quote addresses and answers. */
function wordsFor(error: unknown, { failed, remedy }: AuditSink['words']): string {
  const { code } = error as { code?: unknown };
  const known = typeof code === 'number' || typeof code === 'string' ? code : 'unknown error';
  return `the audit cannot be ${failed} (${known}): calls go on and events wait in memory; ${remedy}`;
}
