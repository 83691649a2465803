/** Text of a cell, with the width that it takes on the screen. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly right?: boolean;
}

/** Columns as wide as their widest cell, two blanks apart; the last column is not padded. */
export function table(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.text.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = column === row.length - 1 && cell.right !== true ? 0 : (widths[column] ?? 0);
        const padded = cell.right === true ? cell.text.padStart(width) : cell.text.padEnd(width);
        return cell.paint === undefined ? padded : cell.paint(padded);
      })
      .join('  ')
      .trimEnd(),
  );
}

const BAR_WIDTH = 12;

/** A bar of fixed width: `████████····`. */
export function bar(done: number, total: number, width = BAR_WIDTH): string {
  const filled = total === 0 ? 0 : Math.round((Math.min(done, total) / total) * width);
  return '█'.repeat(filled) + '·'.repeat(width - filled);
}
