import type { JsonObject } from '../json.js';
import type { ResourceKind } from '../world-file.js';

/** One accepted write, whether it came through the API or from a person. */
export interface JournalEntry {
  seq: number;
  time: string;
  orgId: string;
  clientId: string;
  method: 'POST' | 'PATCH' | 'DELETE';
  kind: ResourceKind;
  resourceId: string;
  name: string;
  before: JsonObject | null;
  after: JsonObject | null;
  changed: boolean;
  ifMatch: string | null;
}

/** The platform's audit trail: every accepted write, in order. */
export class Journal {
  readonly #entries: JournalEntry[] = [];

  /** How many writes there were so far: the newest sequence number. */
  get size(): number {
    return this.#entries.length;
  }

  record(entry: Omit<JournalEntry, 'seq'>): void {
    this.#entries.push({ seq: this.#entries.length + 1, ...entry });
  }

  /** The writes after the given sequence number. */
  since(seq: number): JournalEntry[] {
    return this.#entries.slice(Math.max(0, seq));
  }
}
