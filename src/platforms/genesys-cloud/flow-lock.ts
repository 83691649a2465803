import type { LiveResource } from '../../domain/resource.js';
import { WireError } from '../../http/errors.js';
import { asReading, failure, isLost } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import { flowPath, flowSchema, readView, versionOf, type FlowView } from './flow-view.js';
import { newFlowNamed, type FlowContext } from './flow-work.js';
import { FLOWS_PATH } from './kinds.js';
import { JOB_MS, poll } from './poll.js';

/** How long giving a lock back is tried. Platform time. */
const GIVING_BACK_MS = 10_000;

/**
 * Locks a flow for this client, and makes sure that it is still the version that was read. Nobody's lock is ever
 * broken: the platform would publish what its holder has not finished.
 */
export async function checkOut(
  context: FlowContext,
  live: LiveResource,
  options: CallOptions,
): Promise<FlowView> {
  const before = await readView(context, live.id, options);
  if (before !== null) await settled(context, before, options);
  const view = await locked(context, live.id, options);
  if (versionOf(view) === live.version && view.name === live.name) return view;
  await giveBack(context, live.id, options);
  const changed = { method: 'PUT', path: flowPath(live.id) };
  throw failure(context, changed, 'preconditionFailed', 'came too late: it has changed');
}

async function locked(context: FlowContext, id: string, options: CallOptions): Promise<FlowView> {
  const asked = { method: 'POST', path: `${FLOWS_PATH}/actions/checkout` } as const;
  try {
    const answer = await context.api.send({ ...options, ...asked, query: { flow: id } });
    return parseBody(flowSchema, answer.body, { org: context.org, ...asked });
  } catch (error) {
    // The lock may be there all the same.
    if (isLost(error)) await giveBack(context, id, options);
    throw error;
  }
}

/**
 * Gives this client's own lock back, if it still has it. A check-in keeps whatever draft there is. Where that fails the
 * lock is this client's only, and its next write takes it over.
 */
export async function giveBack(
  context: FlowContext,
  id: string,
  { signal: _signal, longestWaitMs: _longest, ...rest }: CallOptions,
): Promise<void> {
  // It changes nothing that callers notice, and may come late.
  const unstoppable = asReading(rest);
  const asked = { method: 'POST', path: `${FLOWS_PATH}/actions/checkin` } as const;
  const waiting = { ...unstoppable, ...rest, longestMs: GIVING_BACK_MS };
  context.work.end(id);
  try {
    const own = await context.clientId();
    await poll(context, asked, waiting, async () => {
      const view = await readView(context, id, unstoppable);
      if (view?.lockedClient?.id !== own) return true;
      await context.api.send({ ...unstoppable, ...asked, query: { flow: id } });
      return true;
    });
    context.work.forget(id);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
}

/**
 * A flow once nothing that this client began can change it any more: a job, a publication, or what an attempt that is
 * gone had under its lock. What does not end is not waited for longer than a job may take.
 */
export async function settled(
  context: FlowContext,
  view: FlowView,
  options: CallOptions,
): Promise<FlowView> {
  const { work } = context;
  const own = await context.clientId();
  const isOver = (now: FlowView, call: CallOptions): Promise<boolean> =>
    work.isOver(view.id, now.lockedClient?.id === own, call);
  const isUnknown = !work.isUnderWay(view.id);
  if (await isOver(view, options)) return isUnknown ? view : readAgain(context, view, options);
  const asked = { method: 'GET', path: flowPath(view.id) };
  return poll(context, asked, { ...options, longestMs: 2 * JOB_MS }, async (call) => {
    const now = (await readView(context, view.id, call)) ?? view;
    return (await isOver(now, call)) ? readAgain(context, now, call) : null;
  });
}

/** Waits for a job of this process that makes a flow of this name, if there is one. */
export async function settledNew(
  context: FlowContext,
  name: string,
  options: CallOptions,
): Promise<void> {
  const { work } = context;
  const flow = newFlowNamed(name);
  if (!work.isUnderWay(flow)) return;
  const asked = { method: 'GET', path: FLOWS_PATH };
  await poll(context, asked, { ...options, longestMs: 2 * JOB_MS }, async (call) =>
    (await work.isOver(flow, false, call)) ? true : null,
  );
}

/** What ended may have done so between the look at the flow and the look at the job. */
async function readAgain(
  context: FlowContext,
  view: FlowView,
  options: CallOptions,
): Promise<FlowView> {
  return (await readView(context, view.id, options)) ?? view;
}
