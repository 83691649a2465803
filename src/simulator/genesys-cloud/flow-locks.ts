import type { FlowRecord } from './flow-record.js';
import { flowLocked, flowNotLocked } from './refusals.js';

/** Refuses a write that takes a lock of the client's own. */
export function requireOwnLock(flow: FlowRecord, clientId: string): void {
  requireOwnLockOrNone(flow, clientId);
  if (flow.lock === null) throw flowNotLocked();
}

/** Refuses what somebody else's lock forbids. */
export function requireOwnLockOrNone(flow: FlowRecord, clientId: string): void {
  const holder = foreignHolder(flow, clientId);
  if (holder !== undefined) throw flowLocked(holder);
}

/** Who else has the flow locked. */
export function foreignHolder({ lock }: FlowRecord, clientId: string): string | undefined {
  if (lock === null || lock.clientId === clientId) return undefined;
  return lock.userName ?? `client ${lock.clientId}`;
}
