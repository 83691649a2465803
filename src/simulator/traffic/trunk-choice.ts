import type { Call } from './call.js';
import type { Conditions } from './conditions.js';
import { purposes } from './draws.js';
import type { CarrierLink, Trunk, TrunkPlan } from './trunk.js';

/** How a call comes in, or why it does not. */
export type Entry =
  { trunk: Trunk; delayMs: number } | { trunk: null; ending: 'noChannel' | 'carrierOutage' };

/** Finds the first trunk on a call's route whose carrier brings it and that has a channel left. */
export function chooseTrunk(plan: TrunkPlan, call: Call, conditions: Conditions): Entry {
  let ending: 'noChannel' | 'carrierOutage' = 'noChannel';
  let delayMs = 0;
  for (const trunk of routeOf(plan, call)) {
    const isUp = brings(trunk.carrier, call, conditions);
    const isSpared = !isUp && trunk.spareCarrier !== null;
    if (!isUp) delayMs += trunk.failoverMs;
    if (!isUp && !(isSpared && brings(trunk.spareCarrier, call, conditions))) {
      ending = 'carrierOutage';
      continue;
    }
    if (trunk.load.active < trunk.channels) return { trunk, delayMs };
  }
  return { trunk: null, ending };
}

function routeOf(plan: TrunkPlan, call: Call): readonly Trunk[] {
  const { routes, weightUpTo } = plan;
  if (routes.length <= 1) return routes[0] ?? [];
  const wanted = call.chance(purposes.trunk) * (weightUpTo.at(-1) ?? 0);
  return routes[weightUpTo.findIndex((upTo) => wanted < upTo)] ?? routes[0] ?? [];
}

/** A caller whom a carrier loses, it loses for as long as the outage is as bad. */
function brings(carrier: CarrierLink | null, call: Call, { lostShares }: Conditions): boolean {
  if (carrier === null || lostShares.size === 0) return true;
  const lost = lostShares.get(carrier.name);
  return lost === undefined || call.chance(carrier.purpose) >= lost;
}
