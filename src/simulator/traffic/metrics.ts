import type { CallLog } from './call-log.js';
import { abandonCauses, endings, type AbandonCause, type Ending } from './ending.js';

const answeredCode = endings.indexOf('answered');

/** Waits of callers in queues, ringing included, in seconds. Null where nobody waited. */
export interface WaitMetrics {
  callers: number;
  sumSeconds: number;
  meanSeconds: number | null;
  p95Seconds: number | null;
}

/** What callers went through. */
export interface CallMetrics {
  offered: number;
  answered: number;
  abandoned: number;
  /** Neither yet. */
  open: number;
  /** Of those whose call has ended; null if there are none. */
  abandonment: number | null;
  abandonedBy: Record<AbandonCause, number>;
  /** Of everyone who reached a queue, whether answered or not. */
  wait: WaitMetrics;
  /** Of those who were answered. */
  waitOfAnswered: WaitMetrics;
}

/** The callers of one org, in all and by the queue that they reached. */
export interface OrgMetrics extends CallMetrics {
  orgId: string;
  queues: Record<string, CallMetrics>;
}

class Tally {
  readonly #counts = endings.map(() => 0);
  readonly #answeredWaits: number[] = [];
  readonly #otherWaits: number[] = [];

  add(code: number, waitMs: number, reachedQueue: boolean): void {
    this.#counts[code] = (this.#counts[code] ?? 0) + 1;
    if (code === answeredCode) this.#answeredWaits.push(waitMs);
    else if (reachedQueue) this.#otherWaits.push(waitMs);
  }

  metrics(): CallMetrics {
    const byCause = abandonCauses.map((cause) => [cause, this.#count(cause)] as const);
    const abandoned = byCause.reduce((sum, [, count]) => sum + count, 0);
    const [answered, open] = [this.#count('answered'), this.#count('open')];
    const ended = answered + abandoned;
    return {
      offered: ended + open,
      answered,
      abandoned,
      open,
      abandonment: ended === 0 ? null : abandoned / ended,
      abandonedBy: Object.fromEntries(byCause) as Record<AbandonCause, number>,
      wait: waitsOf([...this.#answeredWaits, ...this.#otherWaits]),
      waitOfAnswered: waitsOf(this.#answeredWaits),
    };
  }

  #count(ending: Ending): number {
    return this.#counts[endings.indexOf(ending)] ?? 0;
  }
}

/** What the callers went through who called within [fromMs, toMs). */
export function measure(
  orgId: string,
  logs: readonly CallLog[],
  fromMs: number,
  toMs: number,
): OrgMetrics {
  const all = new Tally();
  const queues = new Map<string, Tally>();
  for (const log of logs) {
    log.visit(fromMs, toMs, (code, queueId, waitMs) => {
      all.add(code, waitMs, queueId !== null);
      if (queueId === null) return;
      let queue = queues.get(queueId);
      if (queue === undefined) queues.set(queueId, (queue = new Tally()));
      queue.add(code, waitMs, true);
    });
  }
  const byQueue = [...queues].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    orgId,
    ...all.metrics(),
    queues: Object.fromEntries(byQueue.map(([id, tally]) => [id, tally.metrics()])),
  };
}

function waitsOf(waitsMs: number[]): WaitMetrics {
  const callers = waitsMs.length;
  const sumSeconds = waitsMs.reduce((sum, wait) => sum + wait, 0) / 1000;
  const sorted = new Uint32Array(waitsMs).sort();
  const p95 = sorted[Math.ceil(0.95 * callers) - 1];
  return {
    callers,
    sumSeconds,
    meanSeconds: callers === 0 ? null : sumSeconds / callers,
    p95Seconds: p95 === undefined ? null : p95 / 1000,
  };
}
