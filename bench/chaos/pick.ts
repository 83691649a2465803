import type { SeededRandom } from '../../src/domain/random.js';

/** One of the items, all equally likely. */
export function pick<Item>(random: SeededRandom, items: readonly Item[]): Item {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
