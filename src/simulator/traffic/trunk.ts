import { sectionOf } from '../json.js';
import { isEnabled, type Resource } from '../world/resource.js';
import { purposeOf } from './draws.js';

/** The calls that a trunk carries now; they stay on it whatever its configuration becomes. */
export interface TrunkLoad {
  active: number;
}

/** A carrier as a trunk sees it. */
export interface CarrierLink {
  name: string;
  /** What decides whether an outage loses a caller. */
  purpose: number;
}

/** A trunk as it is configured now. */
export interface Trunk {
  id: string;
  carrier: CarrierLink;
  channels: number;
  load: TrunkLoad;
  /** Another carrier that takes over when the own one fails. */
  spareCarrier: CarrierLink | null;
  failoverTrunkId: string | null;
  /** How long it takes until a call has found its way to the spare carrier or trunk. */
  failoverMs: number;
}

/** The trunks of an org: where calls come in, and where they go on to from there. */
export interface TrunkPlan {
  /** For each trunk that callers reach first: itself, then the others in the order of trial. */
  routes: Trunk[][];
  /** Channels of the first trunks, summed up; infinite ones make all alike. */
  weightUpTo: number[];
}

/** A way in for an org that has no trunks, by its only carrier. */
export function bareTrunk(carrier: string): Trunk {
  return {
    id: '',
    carrier: linkOf(carrier),
    channels: Infinity,
    load: { active: 0 },
    spareCarrier: null,
    failoverTrunkId: null,
    failoverMs: 0,
  };
}

export function trunkOf(resource: Resource, orgCarrier: string, load: TrunkLoad): Trunk {
  const { body } = resource;
  const failover = sectionOf(body, 'failover');
  const { channels } = sectionOf(body, 'settings');
  const { carrier } = body;
  const { trunkId, carrier: spare, afterSeconds } = failover;
  return {
    id: resource.id,
    carrier: linkOf(typeof carrier === 'string' && carrier !== '' ? carrier : orgCarrier),
    channels: typeof channels === 'number' ? channels : Infinity,
    load,
    spareCarrier: typeof spare === 'string' && spare !== '' ? linkOf(spare) : null,
    failoverTrunkId: typeof trunkId === 'string' ? trunkId : null,
    failoverMs: typeof afterSeconds === 'number' ? Math.max(0, afterSeconds) * 1000 : 0,
  };
}

/**
 * Prepares the enabled trunks. One that another fails over to is a spare: calls reach it from there.
 * A call goes from its trunk along the failovers, then to the remaining trunks in their order.
 */
export function planTrunks(trunks: Trunk[]): TrunkPlan {
  const spares = new Set(trunks.map((trunk) => trunk.failoverTrunkId));
  const first = trunks.filter((trunk) => !spares.has(trunk.id));
  const entries = first.length > 0 ? first : trunks;
  const limited = entries.every((trunk) => Number.isFinite(trunk.channels));
  let sum = 0;
  return {
    routes: entries.map((entry) => routeFrom(entry, trunks)),
    weightUpTo: entries.map((trunk) => (sum += limited ? trunk.channels : 1)),
  };
}

/** The trunks that serve callers, of those that an org has. */
export function enabledTrunks(resources: Resource[]): Resource[] {
  return resources.filter(isEnabled);
}

function routeFrom(entry: Trunk, trunks: Trunk[]): Trunk[] {
  const route = new Set<Trunk>();
  let next: Trunk | undefined = entry;
  while (next !== undefined && !route.has(next)) {
    const { failoverTrunkId }: Trunk = next;
    route.add(next);
    next = trunks.find((trunk) => trunk.id === failoverTrunkId);
  }
  return [...new Set([...route, ...trunks])];
}

function linkOf(name: string): CarrierLink {
  return { name, purpose: purposeOf(`carrier/${name}`) };
}
