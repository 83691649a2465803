import type { Answer } from '../http/answer.js';

interface Remembered {
  answer: Answer;
  writtenAtMs: number;
}

/** What reads showed before the last write, and what was created when: for reads that lag behind. */
export class ReadMemory {
  readonly #before = new Map<string, Remembered>();
  readonly #createdAtMs = new Map<string, number>();

  /** Keeps what a GET of the path showed, right before a write at that path. */
  keep(orgId: string | null, path: string, answer: Answer, writtenAtMs: number): void {
    this.#before.set(keyOf(orgId, path), { answer, writtenAtMs });
  }

  /** What the path showed before its last write, if that was no longer ago than this. */
  before(
    orgId: string | null,
    path: string,
    nowMs: number,
    withinSeconds: number,
  ): Answer | undefined {
    const kept = this.#before.get(keyOf(orgId, path));
    if (kept === undefined || nowMs - kept.writtenAtMs >= withinSeconds * 1000) return undefined;
    return kept.answer;
  }

  created(orgId: string | null, path: string, atMs: number): void {
    this.#createdAtMs.set(keyOf(orgId, path), atMs);
  }

  /** Was the path created no longer ago than this? */
  isNew(orgId: string | null, path: string, nowMs: number, withinSeconds: number): boolean {
    const atMs = this.#createdAtMs.get(keyOf(orgId, path));
    return atMs !== undefined && nowMs - atMs < withinSeconds * 1000;
  }

  clear(): void {
    this.#before.clear();
    this.#createdAtMs.clear();
  }
}

function keyOf(orgId: string | null, path: string): string {
  return `${orgId ?? ''} ${path}`;
}
