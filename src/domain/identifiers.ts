const MAXIMUM_LENGTH = 80;

/** A name as it can be part of keys and ids: letters, digits, `_` and `-`, lower case unless it fits already. */
export function identifierOf(name: string, fallback: string): string {
  if (isIdentifier(name)) return name;
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, MAXIMUM_LENGTH);
  return plain === '' ? fallback : plain;
}

export function isIdentifier(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(text);
}

/** The name, or with the first suffix `_2`, `_3`, … under which nobody else is known; it counts as taken then. */
export function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let count = 2; taken.has(candidate); count += 1) {
    const suffix = `_${count}`;
    candidate = name.slice(0, MAXIMUM_LENGTH - suffix.length) + suffix;
  }
  taken.add(candidate);
  return candidate;
}

/** The last part of a resource's key, after the platform's name for it. */
export function keyNameOf(name: string): string {
  return identifierOf(name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_'), 'resource').replace(
    /^_+|_+$/g,
    '',
  );
}
