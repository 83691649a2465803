import { z } from 'zod';
import { asReading } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, OrgCapacity, QueueCapacity } from '../port.js';
import type { Context } from './context.js';
import { COLLECTIONS } from './kinds.js';
import { allEntities } from './lists.js';
import { readPlatformTime } from './organization.js';
import { fetchHandling, type QueueHandling } from './telemetry.js';

const OBSERVATIONS = '/api/v2/analytics/queues/observations/query';
/** Predicates of one query. */
const QUEUES_A_QUERY = 100;
const MINUTE_MS = 60_000;
const HANDLED_WITHIN_MS = 60 * MINUTE_MS;

const answerSchema = z.object({
  results: z
    .array(
      z.object({
        group: z.object({ queueId: z.string().optional(), mediaType: z.string().optional() }),
        data: z
          .array(
            z.object({
              metric: z.string(),
              qualifier: z.string().optional(),
              stats: z.object({ count: z.number().nonnegative().optional() }).default({}),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});
type Results = z.infer<typeof answerSchema>['results'];

/**
 * Who is on queue, whatever they do, who waits, and what calls took in the last hour. A queue that the platform says
 * nothing of is left out. Skills are not told: groups have none.
 */
export async function fetchCapacity(context: Context, options: CallOptions): Promise<OrgCapacity> {
  const path = COLLECTIONS.queue?.path ?? '';
  const listed = await allEntities(context, path, {}, options);
  const ids = listed.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const observedAtMs = await readPlatformTime(context, options);
  const toMs = Math.floor(observedAtMs / MINUTE_MS) * MINUTE_MS;
  const handling = await fetchHandling(
    context,
    { fromMs: toMs - HANDLED_WITHIN_MS, toMs },
    options,
  );
  const queues: QueueCapacity[] = [];
  for (let at = 0; at < ids.length; at += QUEUES_A_QUERY) {
    const observed = await observe(context, ids.slice(at, at + QUEUES_A_QUERY), options);
    queues.push(...queuesOf(observed, handling));
  }
  return { observedAtMs, queues };
}

async function observe(
  { org, api }: Context,
  ids: readonly string[],
  options: CallOptions,
): Promise<Results> {
  const asked = { method: 'POST', path: OBSERVATIONS } as const;
  const predicates = ids.map((value) => ({ dimension: 'queueId', value }));
  const json = { filter: { type: 'or', predicates }, metrics: ['oOnQueueUsers', 'oWaiting'] };
  const answer = await api.send({ ...asReading(options), ...asked, json });
  return parseBody(answerSchema, answer.body, { org, ...asked }).results;
}

function queuesOf(results: Results, handling: ReadonlyMap<string, QueueHandling>): QueueCapacity[] {
  const byQueue = new Map<string, { agents: number; waiting: number }>();
  for (const { group, data } of results) {
    const { queueId, mediaType = 'voice' } = group;
    if (queueId === undefined || mediaType !== 'voice') continue;
    const sums = byQueue.get(queueId) ?? { agents: 0, waiting: 0 };
    byQueue.set(queueId, sums);
    for (const { metric, stats } of data) {
      if (metric === 'oOnQueueUsers') sums.agents += stats.count ?? 0;
      else if (metric === 'oWaiting') sums.waiting += stats.count ?? 0;
    }
  }
  return [...byQueue].map(([queueId, { agents, waiting }]) => ({
    queueId,
    groups: agents === 0 ? [] : [{ skills: [], agents }],
    waitingCalls: waiting,
    handleSeconds: handling.get(queueId)?.seconds ?? null,
    handledCalls: handling.get(queueId)?.calls ?? 0,
  }));
}
