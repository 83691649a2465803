/** JSON as the ledger writes it: members sorted, indented, one final newline, so that Git diffs read well. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const);
  // By code unit, not by locale: every machine writes the same bytes. fromEntries also keeps `__proto__` a member.
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
