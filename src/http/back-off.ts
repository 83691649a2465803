/** How long to stay away after a refusal that does not say so. */
export interface BackOff {
  /** Wall milliseconds: by full jitter up to a bound that doubles with every refusal in a row. */
  next(): number;
  /** The platform answered otherwise: the next refusal counts as the first. */
  reset(): void;
}

const FIRST_BOUND_MS = 1_000;
const LAST_BOUND_MS = 60_000;
/** A wait of nothing would be a retry in a tight loop. */
const SHORTEST_MS = 50;

/** Creates a back-off; `random` is uniform in [0, 1). */
export function createBackOff(random: () => number = Math.random): BackOff {
  let refusals = 0;
  return {
    next() {
      const boundMs = Math.min(LAST_BOUND_MS, FIRST_BOUND_MS * 2 ** refusals);
      refusals = Math.min(refusals + 1, 30);
      return SHORTEST_MS + Math.floor(random() * (boundMs - SHORTEST_MS));
    },
    reset() {
      refusals = 0;
    },
  };
}
