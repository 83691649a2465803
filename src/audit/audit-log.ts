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
}

/** The record of calls, written behind them. */
export interface AuditLog {
  /** Takes an event; never waits and never throws. */
  record(event: AuditEvent): void;
  /** Writes what is waiting. Never rejects. */
  flush(): Promise<void>;
  /** Writes what is waiting, and stops. */
  close(): Promise<void>;
}

const FLUSH_EVERY_MS = 1_000;
const MAX_WAITING = 50_000;

/** Creates a log over a sink. A sink that fails is told of once and tried again; it never stops a rollout. */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { onLost = () => undefined, maxWaiting = MAX_WAITING } = options;
  const writer = createWriter(options);
  let waiting: string[] = [];
  let writing = Promise.resolve();

  const giveUpSurplus = (): void => {
    const surplus = waiting.length - maxWaiting;
    if (surplus <= 0) return;
    waiting = waiting.slice(surplus);
    onLost(surplus);
  };
  const write = async (): Promise<void> => {
    const lines = waiting;
    if (lines.length === 0) return;
    waiting = [];
    if (await writer(lines)) return;
    waiting = [...lines, ...waiting];
    giveUpSurplus();
  };
  const flush = (): Promise<void> => (writing = writing.then(write));
  const timer = setInterval(() => void flush(), options.flushEveryMs ?? FLUSH_EVERY_MS);
  timer.unref();
  return {
    record(event) {
      waiting.push(`${JSON.stringify(event)}\n`);
      // Checked now and then only: taking the oldest off costs a copy.
      if (waiting.length > maxWaiting * 1.1) giveUpSurplus();
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
      if (waiting.length > 0) onLost(waiting.length);
      await options.sink.close();
    },
  };
}

/** Writes lines and says whether that worked; tells of a failure once, and of its end. */
function createWriter({
  sink,
  say,
}: AuditLogOptions): (lines: readonly string[]) => Promise<boolean> {
  let failing = false;
  return async (lines) => {
    try {
      // What failed may have left a part of a line behind.
      await sink.write(failing ? ['\n', ...lines] : lines);
      if (failing) say('info', 'the audit is written again');
      failing = false;
      return true;
    } catch (error) {
      if (!failing) say('warn', wordsFor(error));
      failing = true;
      return false;
    }
  };
}

function wordsFor(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return `the audit cannot be written (${code}): calls go on and events wait in memory; make the place of ROLLCALL_AUDIT writable`;
}
