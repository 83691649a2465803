/** A generator of numbers that are the same for the same seed, everywhere. */
export interface SeededRandom {
  /** An integer from 0 up to, not including, `bound`; all equally likely. `bound` is 1 to 2^32. */
  readonly integer: (bound: number) => number;
  /** A number from 0 up to, not including, 1, in steps of 2^-32. */
  readonly unit: () => number;
}

const RANGE = 2 ** 32;
/** Rounds after which every bit of the state depends on every bit of the seed. */
const WARM_UP = 20;

/** sfc32 on 32-bit integers, seeded by a hash of the text. Not for secrets. */
export function seededRandom(seed: string): SeededRandom {
  const next = sfc32(hash(seed, 0), hash(seed, 1), hash(seed, 2));
  return {
    unit: () => next() / RANGE,
    integer: (bound) => {
      // The last, incomplete run of `bound` numbers would make the small ones likelier.
      const limit = RANGE - (RANGE % bound);
      let drawn = next();
      while (drawn >= limit) drawn = next();
      return drawn % bound;
    },
  };
}

/** A copy of the items in random order (Fisher and Yates). */
export function shuffle<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  const left = [...items];
  const shuffled: Item[] = [];
  while (left.length > 0) shuffled.push(...left.splice(random.integer(left.length), 1));
  return shuffled;
}

function sfc32(a: number, b: number, c: number): () => number {
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < WARM_UP; round += 1) next();
  return next;
}

/** FNV-1a over UTF-16 code units, finished as MurmurHash3 does; `salt` gives independent hashes of one text. */
function hash(text: string, salt: number): number {
  let state = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1);
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) | 0;
}
