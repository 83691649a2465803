import type { FlowContent } from './flow-content.js';
import type { FlowReference } from './flow-references.js';

/** One version of a flow. */
export interface FlowVersion {
  /** As the vendor counts them: `1.0`, `2.0`, … */
  id: string;
  yaml: string;
  content: FlowContent;
  references: FlowReference[];
  createdMs: number;
  createdBy: string;
  publishedMs: number | null;
}

/** Who works on a flow: a client by its id, or a person by name. */
export interface FlowLock {
  clientId: string | null;
  userName: string | null;
}

/** Something that goes on with a flow, and how it ended. */
export interface FlowOperation {
  id: string;
  action: 'PUBLISH' | 'CHECKIN';
  clientId: string;
  complete: boolean;
  error: string | null;
}

/** A flow: its versions, which of them callers get, and who has it locked. */
export interface FlowRecord {
  readonly id: string;
  readonly orgId: string;
  name: string;
  description: string;
  type: string;
  versions: FlowVersion[];
  publishedId: string | null;
  checkedInId: string | null;
  lock: FlowLock | null;
  operation: FlowOperation | null;
  active: boolean;
}

export function versionOf(flow: FlowRecord, id: string | null): FlowVersion | undefined {
  return flow.versions.find((version) => version.id === id);
}

/** The newest version, if it was neither checked in nor published: a draft in somebody's hands. */
export function draftOf(flow: FlowRecord): FlowVersion | undefined {
  const newest = flow.versions.at(-1);
  const isDraft = newest?.publishedMs === null && newest.id !== flow.checkedInId;
  return isDraft ? newest : undefined;
}

/** Adds a version, numbered after the newest. */
export function addVersion(
  flow: FlowRecord,
  version: Omit<FlowVersion, 'id' | 'publishedMs'>,
): FlowVersion {
  const number = Number.parseInt(flow.versions.at(-1)?.id ?? '0', 10) + 1;
  const added: FlowVersion = { ...version, id: `${number}.0`, publishedMs: null };
  flow.versions.push(added);
  return added;
}

export function publish(flow: FlowRecord, version: FlowVersion, nowMs: number): void {
  flow.publishedId = version.id;
  flow.checkedInId = version.id;
  version.publishedMs = nowMs;
  flow.active = true;
}
