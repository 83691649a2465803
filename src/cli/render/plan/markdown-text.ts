/** Everything that Markdown, a table's cell or HTML would take for its own. */
const SPECIAL = /[\\`*{}[\]<>#|~@&!]|(?<!\w)_|_(?!\w)/g;

/** Text that shows as it is written, also in a table's cell: nothing in it is markup, a link or a mention. */
export function escaped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(SPECIAL, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The same in a typewriter's face. */
export function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** A table; its cells are escaped already. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A part that is folded until somebody opens it. */
export function details(summary: string, lines: readonly string[]): string[] {
  return ['<details>', `<summary>${escaped(summary)}</summary>`, '', ...lines, '', '</details>'];
}
