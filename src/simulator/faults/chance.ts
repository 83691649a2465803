/** What a number is drawn for, so that one draw does not decide another. */
export type Purpose = 'hit' | 'latency' | 'rows';

/**
 * A uniform number in [0, 1) that depends on its coordinates alone: what is drawn for one org stays
 * what it is, however the requests of other orgs fall between.
 */
export function chance(
  seed: number,
  purpose: Purpose,
  orgId: string | null,
  key: string | number,
): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of `${purpose}/${orgId ?? ''}/${key}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
