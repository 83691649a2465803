import type { LiveResource } from '../../domain/resource.js';
import { WireError } from '../../http/errors.js';
import { asReading, failure } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { flowPath, flowSchema, readView, versionOf, type FlowView } from './flow-view.js';
import { FLOWS_PATH } from './kinds.js';
import { poll } from './poll.js';

/** How long an earlier attempt's job may still keep its lock. Platform time. */
const LEFT_BEHIND_MS = 60_000;

/**
 * Locks a flow for this client, and makes sure that it is still the version that was read. Nobody's lock is ever
 * broken: the platform would publish what its holder has not finished.
 */
export async function checkOut(
  context: Context,
  live: LiveResource,
  options: CallOptions,
): Promise<FlowView> {
  const asked = { method: 'POST', path: `${FLOWS_PATH}/actions/checkout` } as const;
  const before = await readView(context, live.id, options);
  if (before !== null) await settled(context, before, options);
  const query = { flow: live.id };
  const answer = await context.api.send({ ...options, ...asked, query });
  const view = parseBody(flowSchema, answer.body, { org: context.org, ...asked });
  if (versionOf(view) === live.version && view.name === live.name) return view;
  await giveBack(context, live.id, options);
  const changed = { method: 'PUT', path: flowPath(live.id) };
  throw failure(context, changed, 'preconditionFailed', 'came too late: it has changed');
}

/** Gives this client's own lock back, if it still has it. A check-in keeps whatever draft there is. */
export async function giveBack(context: Context, id: string, options: CallOptions): Promise<void> {
  const { signal: _signal, ...rest } = options;
  // It changes nothing that callers notice, and may come late.
  const unstoppable = asReading(rest);
  try {
    const view = await readView(context, id, unstoppable);
    if (view?.lockedClient?.id !== (await context.clientId())) return;
    const path = `${FLOWS_PATH}/actions/checkin`;
    await context.api.send({ ...unstoppable, method: 'POST', path, query: { flow: id } });
  } catch (error) {
    // It is locked by this client only: its next write takes the lock over.
    if (!(error instanceof WireError)) throw error;
  }
}

/**
 * A flow once no earlier attempt of this client works on it. One that left its lock and is gone for good is not
 * waited for longer than a job may take.
 */
export async function settled(
  context: Context,
  view: FlowView,
  options: CallOptions,
): Promise<FlowView> {
  const own = await context.clientId();
  if (view.lockedClient?.id !== own) return view;
  const asked = { method: 'GET', path: flowPath(view.id) };
  const { clock } = context.api;
  const giveUpMs = clock.nowMs() + LEFT_BEHIND_MS;
  const waiting = { ...options, longestMs: 2 * LEFT_BEHIND_MS };
  return poll(context, asked, waiting, async (now) => {
    const latest = await readView(context, view.id, now);
    const isFree = latest?.lockedClient?.id !== own;
    return isFree || clock.nowMs() >= giveUpMs ? (latest ?? view) : null;
  });
}
