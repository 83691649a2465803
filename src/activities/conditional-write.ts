import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/activity';
import type { JsonObject } from '../domain/json.js';
import type { LiveResource } from '../domain/resource.js';
import { WireError, type CallOptions, type OrgClient } from '../platforms/port.js';
import { untilVisible } from './visible.js';

/** Somebody writes the same resource again and again: more rounds than this are given back to Temporal. */
const ROUNDS = 8;

/** A lock, or a conflict that is none of the version: it may pass while the attempt lasts. */
const HELD_ROUNDS = 4;
const FIRST_PAUSE_MS = 250;

export interface Written {
  /** False where live already was as wanted, or nothing could be applied. */
  readonly wrote: boolean;
  /** Paths left to a person's edit. */
  readonly kept: number;
  /** Null where the resource no longer exists. */
  readonly live: LiveResource | null;
}

/** What to make of a live body: the new body, and how many paths were left alone. */
export type Merge = (live: JsonObject) => {
  readonly body: JsonObject;
  readonly applied: number;
  readonly kept: number;
};

/**
 * Reads, merges, writes conditionally; after 412 reads again and merges anew, so that a manual edit in between
 * survives, and likewise while somebody holds the resource. Both are bounded. Where live already is on target nothing
 * is written, so a repeated attempt never writes twice. Where the platform is eventually consistent, the write counts
 * once it was read back.
 */
export async function writeMerged(
  client: OrgClient,
  target: { readonly kind: LiveResource['kind']; readonly id: string },
  merge: Merge,
  options: CallOptions,
): Promise<Written> {
  let held = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const live = await client.read(target.kind, target.id, options);
    if (live === null) return { wrote: false, kept: 0, live: null };
    const { body, applied, kept } = merge(live.body);
    if (applied === 0) return { wrote: false, kept, live };
    try {
      const written = await client.update(live, body, options);
      const isThere = (now: LiveResource | null): boolean =>
        now === null || merge(now.body).applied === 0;
      return { wrote: true, kept, live: await untilVisible(client, written, isThere, options) };
    } catch (error) {
      const kind = error instanceof WireError ? error.facts.kind : null;
      if (kind === 'locked' || kind === 'conflict') {
        held += 1;
        if (held >= HELD_ROUNDS) throw error;
        await sleep(FIRST_PAUSE_MS * 2 ** held, undefined, signalOf(options));
      } else if (kind !== 'preconditionFailed') throw error;
    }
  }
  throw ApplicationFailure.retryable(
    `${target.kind} ${target.id} changed ${ROUNDS} times between reading and writing it`,
    'preconditionFailed',
  );
}

function signalOf({ signal }: CallOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
