/** A seeded stream of random numbers (sfc32). Streams with different names are independent. */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, name: string) {
    this.#a = hashOf(`${name}/a`, seed);
    this.#b = hashOf(`${name}/b`, seed);
    this.#c = hashOf(`${name}/c`, seed);
    for (let round = 0; round < 12; round += 1) this.bits();
  }

  /** 32 random bits. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() / 4_294_967_296;
  }

  /** Exponential with mean 1, never zero. */
  exponential(): number {
    return -Math.log((this.bits() + 0.5) / 4_294_967_296);
  }
}

/**
 * The nth of a family of uniform numbers that belong to one call. A call that takes more decisions
 * than before does so without drawing from a stream, so that the next calls stay as they were.
 */
export function decide(dice: number, nth: number): number {
  let mixed = (dice + Math.imul(nth + 1, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}

function hashOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) | 0;
}
