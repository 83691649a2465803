import pMap from 'p-map';
import type { QueueAhead } from '../domain/capacity/gate.js';
import { hoursOf } from '../domain/capacity/forecast.js';
import { steadyHandleSeconds } from '../domain/capacity/handle-time.js';
import { demandAfter, type QueueDemand } from '../domain/capacity/queue-demand.js';
import { routingOf, type Routing } from '../domain/capacity/routing.js';
import { ALL_QUEUES, queuesAhead } from '../domain/capacity/staffing-ahead.js';
import type { OrgPlan } from '../domain/org-plan.js';
import { collectReferences } from '../domain/reference.js';
import type { CallOptions } from '../platforms/port.js';
import type { Loaded } from '../planning/loaded.js';
import { unlessUnreadable } from '../planning/recent-calls.js';
import { volumeAhead, type Span, type VolumeAhead } from '../planning/volume-ahead.js';
import type { ActivityDeps } from './deps.js';
import { queuesNow, type QueueNow } from './queues-now.js';
import { idsFor } from './targets.js';

const PARALLEL_ORGS = 4;
/** An org that makes us wait longer than this for its turn (wall) has told nothing. */
const LONGEST_WAIT_MS = 15_000;

/** What an org tells of itself before a wave. */
interface Reading {
  readonly org: string;
  /** Null where it does not tell who is on queue. */
  readonly queues: readonly QueueNow[] | null;
  readonly volume: VolumeAhead;
  readonly demand: QueueDemand;
  /** Orgs whose queues its strategies name, by the queue's id. */
  readonly owners: ReadonlyMap<string, string>;
}

interface Question {
  readonly deps: ActivityDeps;
  readonly loaded: Loaded;
  readonly spans: readonly Span[];
  readonly options: CallOptions;
}

/**
 * The queues of orgs in the time ahead, with what their plans bring; also those of other orgs that get calls by them.
 * `planOf` gives the plan that is to be carried out.
 */
export async function agentsAhead(
  { deps, loaded }: Pick<Question, 'deps' | 'loaded'>,
  planOf: (org: string) => Promise<OrgPlan>,
  request: { readonly orgs: readonly string[]; readonly nowMs: number; readonly minutes: number },
  options: CallOptions,
): Promise<QueueAhead[]> {
  const { orgs, nowMs, minutes } = request;
  const question: Question = {
    deps,
    loaded,
    spans: hoursOf({ fromMs: nowMs, toMs: nowMs + minutes * 60_000 }),
    options: { ...options, longestWaitMs: LONGEST_WAIT_MS },
  };
  const own = await pMap(orgs, async (org) => readOrg(question, org, await planOf(org)), {
    concurrency: PARALLEL_ORGS,
  });
  const others = [...new Set(own.flatMap(gaining))].filter((org) => !orgs.includes(org));
  const theirs = await pMap(others, (org) => readOrg(question, org, null), {
    concurrency: PARALLEL_ORGS,
  });
  const brought = broughtBy(own);
  return withHandleTimes([...own, ...theirs]).flatMap((reading) =>
    ahead(reading, question.spans, brought),
  );
}

/** A queue with few calls, or none as yet, is taken to be as quick as all together. */
function withHandleTimes(readings: readonly Reading[]): Reading[] {
  const queues = readings.flatMap((reading) => reading.queues ?? []);
  const steady = steadyHandleSeconds(queues);
  const secondsOf = new Map(queues.map((queue, at) => [queue, steady?.[at] ?? null]));
  return readings.map((reading) => ({
    ...reading,
    queues:
      reading.queues?.map((queue) => ({
        ...queue,
        handleSeconds: secondsOf.get(queue) ?? null,
      })) ?? null,
  }));
}

function ahead(
  { org, queues, volume, demand }: Reading,
  spans: readonly Span[],
  brought: ReadonlyMap<string, readonly number[]>,
): QueueAhead[] {
  if (queues === null) return [{ org, queue: ALL_QUEUES, spans: [] }];
  const { offeredCalls, callsPerHour } = volume;
  const forecast = spans.map((span, at) => ({ ...span, callsPerHour: callsPerHour[at] ?? null }));
  return queuesAhead({ org, queues, demand, brought, offeredCalls, spans: forecast });
}

/** Orgs whose queues get calls that they do not have now. */
function gaining({ demand, owners }: Reading): string[] {
  return [...demand.gained.keys()].flatMap((queueId) => owners.get(queueId) ?? []);
}

/** Calls an hour that strategies of other orgs bring, by queue and span. */
function broughtBy(readings: readonly Reading[]): Map<string, readonly number[]> {
  const brought = new Map<string, readonly number[]>();
  for (const { demand, volume } of readings)
    for (const [queueId, calls] of demand.gained) {
      const { offeredCalls, callsPerHour } = volume;
      const more = callsPerHour.map((forecast) =>
        offeredCalls === 0 ? calls : (calls * (forecast ?? offeredCalls)) / offeredCalls,
      );
      const before = brought.get(queueId);
      brought.set(
        queueId,
        before === undefined ? more : before.map((n, at) => n + (more[at] ?? 0)),
      );
    }
  return brought;
}

/** Without a plan: as the org is now. */
async function readOrg(question: Question, org: string, plan: OrgPlan | null): Promise<Reading> {
  const { loaded, spans, options } = question;
  const read = await volumeAhead(loaded, org, spans, options);
  const volume = isCalled(plan) ? read : knownOrNone(read);
  const routings = plan === null ? NO_STRATEGIES : await strategiesOf(question, plan);
  const queues = await unlessUnreadable(() =>
    queuesNow(loaded, org, plan, routings.named, options),
  );
  const demand = demandAfter({
    queues: queues ?? [],
    strategies: routings.strategies,
    offeredCalls: volume.offeredCalls,
    own: new Set((queues ?? []).map(({ queueId }) => queueId)),
  });
  return { org, queues, volume, demand, owners: routings.owners };
}

/** True where callers come in by what the org has of the release. */
function isCalled(plan: OrgPlan | null): boolean {
  return plan?.resources.some(({ kind }) => kind === 'flow' || kind === 'strategy') ?? false;
}

/** An org that only answers others' callers is offered none of its own: its queues tell what they have to do. */
function knownOrNone({ offeredCalls, callsPerHour }: VolumeAhead): VolumeAhead {
  return { offeredCalls, callsPerHour: callsPerHour.map((calls) => calls ?? 0) };
}

interface Strategies {
  readonly strategies: readonly Routing[];
  /** Queues of the org that its strategies name, by id, with their keys. */
  readonly named: ReadonlyMap<string, string>;
  readonly owners: ReadonlyMap<string, string>;
}

const NO_STRATEGIES: Strategies = { strategies: [], named: new Map(), owners: new Map() };

async function strategiesOf(
  { deps, loaded, options }: Question,
  plan: OrgPlan,
): Promise<Strategies> {
  const client = loaded.client(plan.org);
  const named = new Map<string, string>();
  const owners = new Map<string, string>();
  const strategies: Routing[] = [];
  for (const resource of plan.resources.filter(({ kind }) => kind === 'strategy')) {
    const idOf = await idsFor({ deps, loaded, plan, client, options }, resource);
    for (const key of collectReferences(resource.desired)) {
      const owner = loaded.ownerOf(plan.org, key);
      if (owner === plan.org) named.set(idOf(key) ?? key, key);
      else if (owner !== null) owners.set(idOf(key) ?? key, owner);
    }
    strategies.push(routingOf(resource, idOf));
  }
  return { strategies, named, owners };
}
