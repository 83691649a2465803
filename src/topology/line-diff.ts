/** A line that stays (` `), goes (`-`) or comes (`+`); `line` counts in the old text for what goes, else in the new. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly line: number;
  readonly text: string;
}

/** What changes from one text to another, line by line: the longest common subsequence stays. */
export function diffLines(before: string, after: string): DiffLine[] {
  const old = before.split('\n');
  const now = after.split('\n');
  const common = lengths(old, now);
  const lines: DiffLine[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < now.length) {
    const gone = common[at + 1]?.[to] ?? -1;
    const come = common[at]?.[to + 1] ?? -1;
    if (at < old.length && to < now.length && old[at] === now[to]) {
      lines.push({ sign: ' ', line: to + 1, text: now[to] ?? '' });
      at += 1;
      to += 1;
    } else if (at < old.length && (to >= now.length || gone >= come)) {
      lines.push({ sign: '-', line: at + 1, text: old[at] ?? '' });
      at += 1;
    } else {
      lines.push({ sign: '+', line: to + 1, text: now[to] ?? '' });
      to += 1;
    }
  }
  return lines;
}

/** Length of the longest common subsequence of the rest from each pair of lines on. */
function lengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () =>
    Array.from({ length: now.length + 1 }, () => 0),
  );
  for (let at = old.length - 1; at >= 0; at -= 1) {
    const row = table[at] ?? [];
    const below = table[at + 1] ?? [];
    for (let to = now.length - 1; to >= 0; to -= 1)
      row[to] =
        old[at] === now[to] ? (below[to + 1] ?? 0) + 1 : Math.max(below[to] ?? 0, row[to + 1] ?? 0);
  }
  return table;
}
