import type { AuditEvent } from './event.js';

/** Where events of the audit end up. */
export interface AuditSink {
  /** For people: continues "the audit cannot be …", and says what to look after. */
  readonly words: { readonly failed: string; readonly again: string; readonly remedy: string };
  /** Takes a batch of events. Rejects where none or not all of them arrived. Calls must not overlap. */
  write(events: readonly AuditEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** Words of a sink that writes lines to what ROLLCALL_AUDIT names. */
export const WRITTEN: AuditSink['words'] = {
  failed: 'written',
  again: 'is written again',
  remedy: 'make the place of ROLLCALL_AUDIT writable',
};

/** An event as a line, with its line break. */
export function lineOf(event: AuditEvent): string {
  return `${JSON.stringify(event)}\n`;
}
