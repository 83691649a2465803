import { FULL, type Weights } from './weights.js';

/** What people approved: adjustment inside it asks nobody, anything else asks again. */
export interface Envelope {
  /** Lowest and highest weight by target; a target that is not named may have none. */
  readonly bounds: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  /** Points that one step may move at most. */
  readonly stepCapPoints: number;
}

/** Everything between old and new, and so many points around for agents who come and go. */
export function envelopeOf(
  from: Weights,
  to: Weights,
  { slackPoints, stepCapPoints }: { readonly slackPoints: number; readonly stepCapPoints: number },
): Envelope {
  const ids = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
  const bounds = Object.fromEntries(
    ids.map((id) => {
      const [old, next] = [from[id] ?? 0, to[id] ?? 0];
      const min = Math.max(0, Math.min(old, next) - slackPoints);
      const max = Math.min(FULL, Math.max(old, next) + slackPoints);
      return [id, { min, max }];
    }),
  );
  return { bounds, stepCapPoints };
}

/** An envelope and, beside what it allows, some weights with so many points around them. */
export function widened(envelope: Envelope, weights: Weights, slackPoints: number): Envelope {
  const bounds = Object.fromEntries(
    Object.entries(envelope.bounds).map(([id, { min, max }]) => {
      const weight = weights[id] ?? 0;
      const lower = Math.min(min, Math.max(0, weight - slackPoints));
      return [id, { min: lower, max: Math.max(max, Math.min(FULL, weight + slackPoints)) }];
    }),
  );
  return { ...envelope, bounds };
}

/** Targets whose weight nobody approved. */
export function outsideOf(envelope: Envelope, weights: Weights): string[] {
  return Object.entries(weights)
    .filter(([id, weight]) => {
      const { min, max } = envelope.bounds[id] ?? { min: 0, max: 0 };
      return weight < min || weight > max;
    })
    .map(([id]) => id)
    .toSorted();
}

/**
 * The weights nearest to a wish that the envelope allows: each is brought to its bounds, and what is then over or missing
 * is shared out among those who still have room. Null where no weights of 100 fit into it.
 */
export function withinEnvelope(envelope: Envelope, wish: Weights): Weights | null {
  const bounds = Object.entries(envelope.bounds).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const weights: Record<string, number> = {};
  let left = FULL;
  for (const [id, { min, max }] of bounds) {
    const weight = Math.min(max, Math.max(min, wish[id] ?? 0));
    weights[id] = weight;
    left -= weight;
  }
  // A point at a time, to whom it leaves nearest to its wish: a hundred points at most.
  while (left !== 0) {
    const direction = Math.sign(left);
    const movable = bounds.filter(([id, { min, max }]) => {
      const next = (weights[id] ?? 0) + direction;
      return next >= min && next <= max;
    });
    const best = movable.toSorted(
      ([a], [b]) => wantOf(wish, weights, b, direction) - wantOf(wish, weights, a, direction),
    )[0];
    if (best === undefined) return null;
    weights[best[0]] = (weights[best[0]] ?? 0) + direction;
    left -= direction;
  }
  return weights;
}

function wantOf(wish: Weights, weights: Weights, id: string, direction: number): number {
  return ((wish[id] ?? 0) - (weights[id] ?? 0)) * direction;
}
