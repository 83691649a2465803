/** Numbers by name, at any depth. */
export type Figures = { [name: string]: Figures | number | string | null };

/**
 * What is more in `one` than in `other`, figure by figure. A figure that either lacks has no
 * difference (null) unless it is a count, which is then zero; names are taken over.
 */
export function differenceOf(one: object, other: object): Figures {
  const [left, right] = [one as Figures, other as Figures];
  const difference: Figures = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    difference[name] = between(left[name], right[name]);
  }
  return difference;
}

function between(
  one: Figures[string] | undefined,
  other: Figures[string] | undefined,
): Figures[string] {
  if (typeof one === 'string' || typeof other === 'string') return one ?? other ?? null;
  if (isFigures(one) || isFigures(other)) {
    return differenceOf(isFigures(one) ? one : {}, isFigures(other) ? other : {});
  }
  if (one === undefined || other === undefined) return (one ?? 0) - (other ?? 0);
  if (one === null && other === null) return 0;
  return one === null || other === null ? null : one - other;
}

function isFigures(value: Figures[string] | undefined): value is Figures {
  return typeof value === 'object' && value !== null;
}
