import type { Routing } from './routing.js';

/** What a queue had to do in the last hour. */
export interface QueueCalls {
  /** The platform's own id. */
  readonly queueId: string;
  readonly handledCalls: number;
  readonly waitingCalls: number;
}

export interface DemandInput {
  readonly queues: readonly QueueCalls[];
  /** Of all strategies of the org. */
  readonly strategies: readonly Routing[];
  /** Offered to the org in an hour; 0 where nobody knows. */
  readonly offeredCalls: number;
  /** Queues of the org itself, those that are yet to be created too. */
  readonly own: ReadonlySet<string>;
}

export interface QueueDemand {
  /** Calls an hour by queue of the org. */
  readonly own: ReadonlyMap<string, number>;
  /** Calls an hour that queues of other orgs get more than before. */
  readonly gained: ReadonlyMap<string, number>;
  /** True where there are callers, and nothing says to which queue they come. */
  readonly unplaced: boolean;
}

/**
 * The calls of the last hour, as they would have spread over the queues with a plan carried out. A platform tells of
 * handled calls by queue and of offered ones by org, so that those who gave up are shared out as the handled ones are;
 * strategies spread theirs by weight, since a queue that nobody staffs handles none and is called all the same.
 */
export function demandAfter({ queues, strategies, offeredCalls, own }: DemandInput): QueueDemand {
  const seen = new Map(
    queues.map(({ queueId, handledCalls, waitingCalls }) => [queueId, handledCalls + waitingCalls]),
  );
  const handled = [...seen.values()].reduce((sum, calls) => sum + calls, 0);
  const total = Math.max(handled, offeredCalls);
  const now = new Map([...seen].map(([id, calls]) => [id, scaled(calls, total, handled)]));
  const after = new Map(now);
  const gained = new Map<string, number>();
  for (const strategy of strategies) {
    const { after: shares } = strategy;
    const before = strategy.before ?? shares;
    const taken = takenFrom(before, now, strategies, own);
    const through = throughput(before, taken, own) || total;
    for (const id of new Set([...Object.keys(before), ...Object.keys(shares)])) {
      const calls = through * (shares[id] ?? 0);
      const gain = calls - through * (strategy.before?.[id] ?? 0);
      if (own.has(id)) add(after, id, calls - (taken.get(id) ?? 0));
      else if (gain > 0) add(gained, id, gain);
    }
  }
  return {
    own: new Map([...after].map(([id, calls]) => [id, Math.max(0, calls)])),
    gained,
    unplaced: total > 0 && handled === 0 && strategies.length === 0 && queues.length > 0,
  };
}

/** A strategy's part of what its queues had: a queue that several feed is shared out evenly among them. */
function takenFrom(
  before: Readonly<Record<string, number>>,
  now: ReadonlyMap<string, number>,
  strategies: readonly Routing[],
  own: ReadonlySet<string>,
): Map<string, number> {
  const feeding = (id: string): number =>
    strategies.filter((other) => ((other.before ?? other.after)[id] ?? 0) > 0).length;
  return new Map(
    Object.entries(before)
      .filter(([id, share]) => share > 0 && own.has(id))
      .map(([id]) => [id, (now.get(id) ?? 0) / Math.max(1, feeding(id))]),
  );
}

/** All that a strategy sends on, from the part of it that went to queues of the org. */
function throughput(
  before: Readonly<Record<string, number>>,
  taken: ReadonlyMap<string, number>,
  own: ReadonlySet<string>,
): number {
  const calls = [...taken.values()].reduce((sum, one) => sum + one, 0);
  const share = Object.entries(before).reduce((sum, [id, one]) => sum + (own.has(id) ? one : 0), 0);
  return share > 0 ? calls / share : 0;
}

function scaled(calls: number, total: number, handled: number): number {
  return handled > 0 ? (calls * total) / handled : 0;
}

function add(calls: Map<string, number>, id: string, more: number): void {
  calls.set(id, (calls.get(id) ?? 0) + more);
}
