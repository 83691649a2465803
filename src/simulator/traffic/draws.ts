const golden = 0x9e3779b9;
const range = 4_294_967_296;

/**
 * What a caller's chance is about. Every draw is a function of (seed, org, stream, caller, purpose)
 * and of nothing else: a caller who meets one decision more, or fewer, changes no other draw. From
 * `flowError` and `priority` on, the nth decision of that sort follows the first.
 */
export const purposes = {
  gap: 0,
  hangUp: 1,
  patience: 2,
  handle: 3,
  ring: 4,
  wrapUp: 5,
  followUp: 6,
  trunk: 7,
  flowError: 1000,
  priority: 2000,
} as const;

/** Where a stream of callers begins; two words, so that no two streams run into each other. */
export interface StreamKey {
  readonly first: number;
  readonly second: number;
}

export function streamKey(seed: number, name: string): StreamKey {
  return { first: hashOf(`${name}/first`, seed), second: hashOf(`${name}/second`, seed) };
}

/** All the chance of the nth caller of a stream, from which the draws for each purpose follow. */
export function diceOf(key: StreamKey, nth: number): number {
  return mix(mix((key.first + Math.imul(nth + 1, golden)) | 0) ^ key.second);
}

/** Uniform in [0, 1). */
export function uniformOf(dice: number, purpose: number): number {
  return bitsOf(dice, purpose) / range;
}

/** Exponential with mean 1, never zero. */
export function exponentialOf(dice: number, purpose: number): number {
  return -Math.log((bitsOf(dice, purpose) + 0.5) / range);
}

/** A purpose that a name stands for, such as a carrier's. */
export function purposeOf(name: string): number {
  return hashOf(name, 0) | 0x40000000;
}

function bitsOf(dice: number, purpose: number): number {
  return mix((dice + Math.imul(purpose + 1, golden)) | 0) >>> 0;
}

/** A bijection of 32 bits in which every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

function hashOf(text: string, seed: number): number {
  let hash = mix((0x811c9dc5 + seed) | 0);
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}
