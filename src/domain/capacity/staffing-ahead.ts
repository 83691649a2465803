import type { QueueAhead, SpanAhead } from './gate.js';
import type { QueueDemand } from './queue-demand.js';
import type { AgentGroup } from './staffing.js';

/** What an org's queue is and has now. */
export interface StaffedQueue {
  /** The platform's own id; the key of a queue that is yet to be created. */
  readonly queueId: string;
  /** For people. */
  readonly name: string;
  /** Of the callers who wait in it; none: any agent of the queue can answer. */
  readonly skills: readonly string[];
  readonly groups: readonly AgentGroup[];
  /** Mean time that a call takes an agent, wrap-up included; null where nobody knows. */
  readonly handleSeconds: number | null;
}

export interface OrgAhead {
  readonly org: string;
  readonly queues: readonly StaffedQueue[];
  readonly demand: QueueDemand;
  /** By queue: what other orgs' strategies bring beside it, in each span. */
  readonly brought: ReadonlyMap<string, readonly number[]>;
  /** Calls that the org was taken to be offered in an hour when the demand was worked out. */
  readonly offeredCalls: number;
  readonly spans: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    /** Forecast of the org; null where nobody knows. */
    readonly callsPerHour: number | null;
  }[];
}

/** What stands for the queues of an org of which nothing is known. */
export const ALL_QUEUES = 'its queues';

/**
 * The queues of an org that anybody will call, with who answers. The last hour's spread over the queues is scaled to the
 * forecast of the org; those who are on queue now are taken to stay.
 */
export function queuesAhead(ahead: OrgAhead): QueueAhead[] {
  const { org, queues, spans } = ahead;
  if (ahead.demand.unplaced) return [{ org, queue: ALL_QUEUES, spans: [] }];
  return queues.flatMap((queue): QueueAhead[] => {
    const { handleSeconds } = queue;
    const calls = spans.map((_, span) => callsIn(ahead, queue.queueId, span));
    if (calls.every((one) => one === 0)) return [];
    return [
      {
        org,
        queue: queue.name,
        spans: spans.map(({ fromMs, toMs }, span): SpanAhead => {
          const callsPerHour = handleSeconds === null ? null : (calls[span] ?? null);
          return {
            fromMs,
            toMs,
            groups: queue.groups,
            demands: [{ skills: queue.skills, callsPerHour }],
            handleSeconds: handleSeconds ?? 0,
          };
        }),
      },
    ];
  });
}

function callsIn(
  { demand, brought, offeredCalls, spans }: OrgAhead,
  queueId: string,
  span: number,
): number | null {
  const forecast = spans[span]?.callsPerHour ?? null;
  if (forecast === null) return null;
  const growth = offeredCalls === 0 ? 1 : forecast / offeredCalls;
  return (demand.own.get(queueId) ?? 0) * growth + (brought.get(queueId)?.[span] ?? 0);
}
