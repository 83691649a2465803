import { diffLines } from '../../topology/line-diff.js';
import type { Palette } from './palette.js';

/** What would change in one file, line by line; nothing where nothing does. */
export function renderDiff(
  file: string,
  before: string | null,
  after: string,
  palette: Palette,
): string[] {
  const changes = diffLines(before ?? '', after).filter(({ sign }) => sign !== ' ');
  if (changes.length === 0) return [];
  const lines = changes.map(({ sign, line, text }) => {
    const shown = `${sign} ${String(line).padStart(4)}  ${text}`;
    return sign === '-' ? palette.bad(shown) : palette.good(shown);
  });
  return [palette.strong(before === null ? `${file} (new)` : file), ...lines];
}
