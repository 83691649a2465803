/** How many rollouts the tree of an org keeps; its history keeps all. */
export const KEPT_ROLLOUTS = 20;

/**
 * Which rollouts leave the tree when `written` is written: the oldest beyond the limit, never the one
 * just written and never one newer. `ever` names all there were, the oldest first.
 */
export function rolloutsToPrune(
  present: readonly string[],
  written: string,
  ever: readonly string[],
): readonly string[] {
  const surplus = new Set([...present, written]).size - KEPT_ROLLOUTS;
  if (surplus <= 0) return [];
  const age = (key: string): number => ever.indexOf(key);
  // One that history does not know is only now written, hence the newest.
  const isOlder = (key: string): boolean => !ever.includes(written) || age(key) < age(written);
  return present
    .filter((key) => key !== written && isOlder(key))
    .sort((a, b) => age(a) - age(b))
    .slice(0, surplus);
}
