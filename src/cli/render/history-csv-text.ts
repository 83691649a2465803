const NEEDS_QUOTES = /[",\r\n]/;
// A spreadsheet takes a cell that begins like this for a formula, and runs it.
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV by RFC 4180, with CRLF; what a spreadsheet would run begins with an apostrophe. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
