import { outsideOf, withinEnvelope, type Envelope } from './envelope.js';
import { stepTowards } from './steps.js';
import {
  callsPerHourOf,
  capacityShares,
  capacityWeights,
  type Weights,
  type WeightTarget,
} from './weights.js';

export interface ControllerRule {
  /** Acts where a target has so many times the share of calls that it can take of all, … */
  readonly startRatio: number;
  /** … and so many points more at least. */
  readonly startPoints: number;
  /** A target that was moved one way is not moved the other way for so many looks, … */
  readonly restLooks: number;
  /** … unless it has so many times its share: then it is relieved all the same. */
  readonly urgentRatio: number;
}

interface LastMove {
  readonly direction: 'up' | 'down';
  /** Looks since. */
  readonly looks: number;
}

export interface ControllerState {
  readonly weights: Weights;
  /** On the way to a goal that one step did not reach. */
  readonly moving: boolean;
  readonly lastMoves: Readonly<Record<string, LastMove>>;
}

/** Acts on what agents do, not on what chance does (decision 24). */
export const STEADY: ControllerRule = {
  startRatio: 1.2,
  startPoints: 2,
  restLooks: 12,
  urgentRatio: 1.5,
};

export interface Adjustment {
  readonly state: ControllerState;
  readonly change: 'kept' | 'moved' | 'asks';
  /** With `asks`: the weights that would help and that nobody approved; null where none would. */
  readonly wish?: Weights | null;
  /** For people. */
  readonly reason: string;
}

export function startController(weights: Weights): ControllerState {
  return { weights, moving: false, lastMoves: {} };
}

/**
 * One look at the agents: moves calls from targets that have more than they can take to those that have room, a step at a
 * time and inside the envelope. It is slow to begin and slow to turn round, so that chance moves nothing to and fro. A
 * target that nobody staffs loses its calls at once. `targets` null: nobody knows, and nothing moves.
 */
export function adjust(
  state: ControllerState,
  targets: readonly WeightTarget[] | null,
  rule: ControllerRule,
  envelope: Envelope,
): Adjustment {
  const rested = aged(state);
  if (targets === null) return keep(rested, 'the agents on queue are not known');
  const wish = capacityWeights(targets);
  // Rounded to whole points, what is a little off looks far off.
  const fair = capacityShares(targets);
  if (wish === null || fair === null)
    return ask(rested, 'no target has an agent with the skills', null);
  const { weights } = state;
  const deserted = new Set(targets.filter((one) => callsPerHourOf(one) === 0).map(({ id }) => id));
  const loaded = overloaded(weights, fair, rule);
  const stranded = [...deserted].filter((id) => (weights[id] ?? 0) > 0);
  if (loaded.length + stranded.length === 0 && !state.moving)
    return keep(rested, 'every target can take its share');
  const off = Object.keys(wish).filter((id) => isOff(weights, fair, id, rule));
  if (off.length + stranded.length === 0) return keep(rested, 'every target has about its share');
  return move(rested, { envelope, deserted, rule, wish, off }, { loaded, stranded });
}

/** A step towards what the agents can take, as far as was approved. */
function move(
  rested: ControllerState,
  now: Now,
  {
    loaded,
    stranded,
  }: { readonly loaded: readonly string[]; readonly stranded: readonly string[] },
): Adjustment {
  const { weights } = rested;
  const { envelope, wish, deserted, rule } = now;
  const isUrgent = loaded.some((id) => (weights[id] ?? 0) >= (wish[id] ?? 0) * rule.urgentRatio);
  const free = boundsNow({ ...rested, lastMoves: {} }, now);
  const goals = [
    boundsNow(rested, now),
    // Where callers fare badly, that the others rest is no reason; where nobody answers, not even that it is half a relief.
    ...(isUrgent || stranded.length > 0 ? [free] : []),
    ...(stranded.length > 0 ? [halfRelief(rested, now)] : []),
  ].map((bounds) => withinEnvelope(bounds, wish));
  const step = { capPoints: envelope.stepCapPoints, unstaffed: deserted };
  const goal = goals.find((one) => one !== null && !isSame(one, weights));
  if (goal === undefined || goal === null) {
    const limit = withinEnvelope(free, wish);
    const isLimit =
      limit === null || (isSame(limit, weights) && loaded.length + stranded.length > 0);
    const helps = isLimit && outsideOf(envelope, wish).length > 0;
    return helps ? ask(rested, OUTSIDE, wish) : keep(rested, 'nothing more can be moved yet');
  }
  const next = stepTowards(weights, goal, step);
  return {
    state: { weights: next, moving: !isSame(next, goal), lastMoves: moves(rested, next) },
    change: 'moved',
    reason: reasonOf([...loaded, ...stranded]),
  };
}

function keep(rested: ControllerState, reason: string): Adjustment {
  return { state: { ...rested, moving: false }, change: 'kept', reason };
}

function ask(rested: ControllerState, reason: string, wish: Weights | null): Adjustment {
  return { ...keep(rested, reason), change: 'asks', wish };
}

const OUTSIDE = 'what the agents can take lies outside of what was approved';

function reasonOf(ids: readonly string[]): string {
  if (ids.length === 0) return 'the rest of the way to what each target can take';
  return `more calls than agents for them: ${[...new Set(ids)].toSorted().join(', ')}`;
}

function overloaded(weights: Weights, shares: Weights, rule: ControllerRule): string[] {
  return Object.entries(weights)
    .filter(([id, weight]) => {
      const fair = shares[id] ?? 0;
      return weight - fair >= rule.startPoints && weight >= fair * rule.startRatio;
    })
    .map(([id]) => id);
}

/** Points apart that chance alone does not explain. */
function isOff(
  weights: Weights,
  shares: Weights,
  id: string,
  { startPoints }: ControllerRule,
): boolean {
  return Math.abs((shares[id] ?? 0) - (weights[id] ?? 0)) >= startPoints;
}

interface Now {
  readonly envelope: Envelope;
  readonly deserted: ReadonlySet<string>;
  readonly rule: ControllerRule;
  readonly wish: Weights;
  /** Targets that are clearly off their share. */
  readonly off: readonly string[];
}

/**
 * The envelope, narrowed: to nothing for who has nobody, to one direction for what was moved the other way a while ago,
 * and for targets that have about their share, which only make room for those that do not.
 */
function boundsNow({ weights, lastMoves }: ControllerState, now: Now): Envelope {
  const { envelope, deserted, rule, wish, off } = now;
  const freed = [...new Set([...off, ...deserted])].reduce(
    (sum, id) => sum + (weights[id] ?? 0) - (wish[id] ?? 0),
    0,
  );
  const bounds = Object.fromEntries(
    Object.entries(envelope.bounds).map(([id, { min, max }]) => {
      // Not even what was approved sends calls to where nobody answers.
      if (deserted.has(id)) return [id, { min: 0, max: 0 }];
      const weight = Math.min(max, Math.max(min, weights[id] ?? 0));
      const last = lastMoves[id];
      const rests = last !== undefined && last.looks <= rule.restLooks;
      const isSettled = !off.includes(id);
      const mayRise = !(rests && last.direction === 'down') && !(isSettled && freed < 0);
      const isUrgent = weight >= (wish[id] ?? 0) * rule.urgentRatio;
      const mayFall = !(rests && last.direction === 'up' && !isUrgent) && !(isSettled && freed > 0);
      return [id, { min: mayFall ? min : weight, max: mayRise ? max : weight }];
    }),
  );
  return { ...envelope, bounds };
}

/** As far as was approved; nobody more is sent to where nobody answers. */
function halfRelief({ weights }: ControllerState, { envelope, deserted }: Now): Envelope {
  const bounds = Object.fromEntries(
    Object.entries(envelope.bounds).map(([id, approved]) => [
      id,
      deserted.has(id) ? { min: 0, max: weights[id] ?? 0 } : approved,
    ]),
  );
  return { ...envelope, bounds };
}

function aged(state: ControllerState): ControllerState {
  const lastMoves = Object.fromEntries(
    Object.entries(state.lastMoves).map(([id, { direction, looks }]) => [
      id,
      { direction, looks: looks + 1 },
    ]),
  );
  return { ...state, lastMoves };
}

function moves({ weights, lastMoves }: ControllerState, next: Weights): Record<string, LastMove> {
  const now: Record<string, LastMove> = { ...lastMoves };
  for (const [id, weight] of Object.entries(next)) {
    const before = weights[id] ?? 0;
    if (weight !== before) now[id] = { direction: weight > before ? 'up' : 'down', looks: 0 };
  }
  return now;
}

function isSame(a: Weights, b: Weights): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((id) => (a[id] ?? 0) === (b[id] ?? 0));
}
