import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/activity';
import type { LiveResource } from '../domain/resource.js';
import type { CallOptions, OrgClient } from '../platforms/port.js';

/** How long an attempt waits for its write to show; then Temporal tries again, which reads first. */
const LONGEST_MS = 20_000;
const POLL_MS = 500;

/**
 * What was written, as it is read back. At once where the platform shows at once what it took; where it is eventually
 * consistent, once a read shows it.
 */
export async function untilVisible(
  client: OrgClient,
  written: LiveResource,
  isThere: (now: LiveResource | null) => boolean,
  options: CallOptions,
): Promise<LiveResource> {
  const { kind, id } = written;
  if (client.declares(kind)?.consistency !== 'eventual') return written;
  const { signal } = options;
  for (const until = Date.now() + LONGEST_MS; Date.now() < until;) {
    const now = await client.read(kind, id, options);
    if (now !== null && isThere(now)) return now;
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
  throw ApplicationFailure.retryable(
    `${kind} ${id} was written and does not show it yet`,
    'notYetVisible',
  );
}
