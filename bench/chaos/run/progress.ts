import type { Client } from '@temporalio/client';
import { SearchAttribute } from '../../../src/workflows/ids.js';
import type { Mark } from '../incident.js';

/** How far a rollout is: what marks are compared with. */
export interface Progress {
  /** Accepted writes of Rollcall's clients. */
  writes: number;
  /** Every state that it was seen in. */
  readonly states: Set<string>;
  /** Gates that were seen waiting, in their order. */
  readonly gates: string[];
  state: string;
  /** The gate that waits, if one does. */
  gate: string | null;
  /** How the workflow ended; null while it runs. */
  ended: string | null;
}

export function noProgress(): Progress {
  return { writes: 0, states: new Set(), gates: [], state: '', gate: null, ended: null };
}

/** True once what the mark waits for has come. */
export function isReached(mark: Mark, progress: Progress): boolean {
  switch (mark.at) {
    case 'start':
      return true;
    case 'write':
      return progress.writes >= mark.nth;
    case 'state':
      return progress.states.has(mark.state);
    case 'gate':
      return progress.gates.length >= mark.nth;
    default:
      return mark satisfies never;
  }
}

const WAITS_AT_GATE = new Set(['awaitingApproval', 'held']);

/** Reads state and gate without a worker, since there may be none: from the rollout's search attributes. */
export async function look(client: Client, workflowId: string, progress: Progress): Promise<void> {
  const description = await client.withDeadline(Date.now() + 5_000, () =>
    client.workflow.getHandle(workflowId).describe(),
  );
  const { searchAttributes, status } = description;
  const state = String(searchAttributes[SearchAttribute.state]?.[0] ?? '');
  const awaiting = String(searchAttributes[SearchAttribute.awaiting]?.[0] ?? '');
  progress.state = state;
  if (state !== '') progress.states.add(state);
  const gate = WAITS_AT_GATE.has(state) ? awaiting : null;
  if (gate !== null && gate !== progress.gate) progress.gates.push(gate);
  progress.gate = gate;
  if (status.name !== 'RUNNING') progress.ended = status.name;
}
