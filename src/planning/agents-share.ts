import { sharesOf, targetsOf } from '../domain/capacity/routing.js';
import { sharingTargets } from '../domain/strategy-envelope.js';
import type { JsonObject } from '../domain/json.js';
import type { Loaded } from './loaded.js';

/** Points of a hundred, of all strategies of an environment, by queue. */
type Points = ReadonlyMap<string, number>;

/** A thousandth of an agent is nobody; and a plan's digest must not depend on the last bit. */
const DIGITS = 4;

const known = new WeakMap<Loaded, Points>();

/**
 * Part of a queue's agents that one strategy's callers can count on: by the weights of all strategies of the environment
 * that name it, so that forty orgs do not each take the hub's agents for their own. A target of no weight counts a point.
 */
export function agentsShareOf(
  loaded: Loaded,
  org: string,
  { queue, weight }: { readonly queue: string; readonly weight: number },
): number {
  const points = known.get(loaded) ?? pointsOf(loaded);
  known.set(loaded, points);
  const own = Math.max(1, weight);
  const all = Math.max(own, points.get(placeOf(loaded, org, queue)) ?? own);
  return Math.max(10 ** -DIGITS, Number((own / all).toFixed(DIGITS)));
}

function pointsOf(loaded: Loaded): Points {
  const points = new Map<string, number>();
  for (const { org } of loaded.orgs)
    for (const { kind, body } of loaded.render(org))
      if (kind === 'strategy')
        for (const { id, weight } of takingTargets(body)) {
          const place = placeOf(loaded, org, id);
          points.set(place, (points.get(place) ?? 0) + Math.max(1, weight));
        }
  return points;
}

/** Those that callers are sent to, or may be. */
function takingTargets(body: JsonObject): { readonly id: string; readonly weight: number }[] {
  const sharing = sharingTargets(body);
  if (sharing !== null) return sharing;
  const targets = targetsOf(body);
  const shares = sharesOf(targets);
  return targets.filter(({ id }) => (shares[id] ?? 0) > 0);
}

/** A key names another queue in each org that has it. */
function placeOf(loaded: Loaded, org: string, queue: string): string {
  return `${loaded.ownerOf(org, queue) ?? ''} ${queue}`;
}
