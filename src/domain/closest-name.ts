/** Levenshtein distance, two rows at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** Known names by how near they are to what somebody wrote, nearest first, at most `count`. */
export function closestNames(name: string, known: readonly string[], count: number): string[] {
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean "x"?`, or nothing where no known name is near enough to be meant. */
export function suggestion(name: string, known: readonly string[]): string {
  const [closest] = closestNames(name, known, 1);
  if (closest === undefined) return '';
  const bound = Math.max(2, Math.floor(name.length / 3));
  const near = editDistance(name.toLowerCase(), closest.toLowerCase()) <= bound;
  return near ? ` Did you mean "${closest}"?` : '';
}
