import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../terminal.js';

/** Lines on a terminal that are drawn again in place. */
export class LiveView {
  readonly #terminal: Pick<Terminal, 'write' | 'columns' | 'rows'>;
  #height = 0;

  constructor(terminal: Pick<Terminal, 'write' | 'columns' | 'rows'>) {
    this.#terminal = terminal;
  }

  /** Replaces what was drawn before. */
  draw(lines: readonly string[]): void {
    const columns = this.#terminal.columns();
    const up = this.#height > 0 ? `\u001B[${this.#height}A` : '';
    // What scrolled out at the top cannot be drawn again: the last row stays for the cursor.
    const text = lines.flatMap((line) => fold(line, columns)).slice(0, this.#terminal.rows() - 1);
    this.#terminal.write(`${up}\r\u001B[J${text.map((line) => `${line}\n`).join('')}`);
    this.#height = text.length;
  }

  /** Leaves what is drawn, and draws below it from now on. */
  release(): void {
    this.#height = 0;
  }
}

// A line that the terminal wraps itself would make the count of drawn lines wrong.
function fold(line: string, columns: number): string[] {
  const bare = stripVTControlCharacters(line);
  if (bare.length <= columns) return [line];
  const lines: string[] = [];
  for (let from = 0; from < bare.length; from += columns) {
    lines.push(bare.slice(from, from + columns));
  }
  return lines;
}
