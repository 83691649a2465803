import { z } from 'zod';
import { sameJson } from '../../domain/equality.js';
import type { JsonObject } from '../../domain/json.js';
import { malformed } from '../../http/answer.js';
import type { WireError } from '../../http/errors.js';
import { failure, isKind, isLost } from '../kind-calls.js';
import type { CallOptions } from '../port.js';
import type { FlowContents } from './flow-content.js';
import { publishByJob } from './flow-job.js';
import { flowPath, readView, versionOf, type FlowView } from './flow-view.js';
import type { FlowContext } from './flow-work.js';
import { FLOWS_PATH } from './kinds.js';
import { allEntities } from './lists.js';
import { JOB_MS, poll } from './poll.js';

/** Publishes a document: as the older version that it is, where there is one, else by a job. */
export async function publish(
  context: FlowContext,
  contents: FlowContents,
  view: FlowView,
  document: JsonObject,
  options: CallOptions,
): Promise<void> {
  const version = await versionWith(context, contents, view, document, options);
  if (version !== null && (await isRepublished(context, view.id, version, options))) return;
  const id = await publishByJob(context, view.id, document, options);
  if (id === view.id) return;
  const source = { org: context.org, method: 'POST', path: `${FLOWS_PATH}/jobs` };
  throw malformed(source, 'made another flow of it');
}

const versionSchema = z.object({ id: z.string().min(1), datePublished: z.string().optional() });

/**
 * The older version that has this document. Of those that are not in memory only two are looked at, and only to take
 * something back: that which was published last before the current, and that which was made last before it.
 */
async function versionWith(
  context: FlowContext,
  contents: FlowContents,
  view: FlowView,
  document: JsonObject,
  options: CallOptions,
): Promise<string | null> {
  const current = versionOf(view);
  const known = contents.known(view.id).filter(([version]) => version !== current);
  const found = known.find(([, one]) => sameJson(one, document))?.[0];
  if (found !== undefined || options.priority !== 'rollback') return found ?? null;
  for (const version of await lastVersions(context, view.id, current, options))
    if (sameJson(await contents.get(view.id, version, options), document)) return version;
  return null;
}

async function lastVersions(
  context: FlowContext,
  id: string,
  current: string,
  options: CallOptions,
): Promise<readonly string[]> {
  const path = `${flowPath(id)}/versions`;
  const published = (await allEntities(context, path, {}, options)).flatMap((entity) => {
    const { success, data } = versionSchema.safeParse(entity);
    if (!success || data.datePublished === undefined || data.id === current) return [];
    return [{ id: data.id, publishedMs: Date.parse(data.datePublished) }];
  });
  const [last] = published.toSorted((one, other) => other.publishedMs - one.publishedMs);
  const older = published.filter((one) => Number(one.id) < Number(current));
  const [before] = older.toSorted((one, other) => Number(other.id) - Number(one.id));
  return [...new Set([last, before].flatMap((one) => (one === undefined ? [] : [one.id])))];
}

/**
 * False where the platform refuses it: a version keeps the ids of what it names, and what it names may have been made
 * anew since.
 */
async function isRepublished(
  context: FlowContext,
  id: string,
  version: string,
  options: CallOptions,
): Promise<boolean> {
  try {
    await republish(context, id, version, options);
    return true;
  } catch (error) {
    if (isKind(error, 'rejected')) return false;
    throw error;
  }
}

/** How long a publication that nobody confirmed may take to begin. Platform time. */
const BEGUN_WITHIN_MS = 30_000;

async function republish(
  context: FlowContext,
  id: string,
  version: string,
  options: CallOptions,
): Promise<void> {
  const path = `${FLOWS_PATH}/actions/publish`;
  const asked = { method: 'POST', path } as const;
  const { work } = context;
  work.begin(id, async (now) => {
    const { complete = true } = (await readView(context, id, now))?.currentOperation ?? {};
    return complete;
  });
  const unconfirmed = await order(context, { id, version }, options).catch((error: unknown) => {
    work.end(id);
    throw error;
  });
  const { signal: _signal, longestWaitMs: _longest, ...unstoppable } = options;
  const waiting = { ...unstoppable, longestMs: JOB_MS };
  const giveUpMs = context.api.clock.nowMs() + BEGUN_WITHIN_MS;
  let hasBegun = unconfirmed === null;
  const ended = await poll(context, asked, waiting, async (now) => {
    const view = await readView(context, id, now);
    if (view === null) return failure(context, asked, 'preconditionFailed', 'lost its flow');
    const { complete = true, actionStatus } = view.currentOperation ?? {};
    if (complete && versionOf(view) === version) return { done: true };
    hasBegun ||= !complete;
    if (!complete) return null;
    if (hasBegun && actionStatus === 'FAILURE')
      return failure(context, asked, 'rejected', 'failed');
    // Nobody confirmed it, and nothing has come of it.
    return !hasBegun && context.api.clock.nowMs() >= giveUpMs ? unconfirmed : null;
  });
  work.end(id);
  if (ended instanceof Error) throw ended;
}

/** Null where the platform confirmed it; the error where it may have taken it all the same. */
async function order(
  { api }: FlowContext,
  { id, version }: { readonly id: string; readonly version: string },
  options: CallOptions,
): Promise<WireError | null> {
  const path = `${FLOWS_PATH}/actions/publish`;
  try {
    await api.send({ ...options, method: 'POST', path, query: { flow: id, version } });
    return null;
  } catch (error) {
    if (isLost(error)) return error;
    throw error;
  }
}
