import type { Settings } from '../settings.js';

/** Where commands write; tests record instead. */
export interface Terminal {
  /** True where a person looks at it: lines may be redrawn, questions asked. */
  readonly interactive: boolean;
  readonly colour: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
  /** A line of the result. */
  readonly out: (line: string) => void;
  /** A line about the work itself: progress beside JSON, errors. */
  readonly err: (line: string) => void;
  /** Raw text to the result's stream, for redrawing. */
  readonly write: (text: string) => void;
}

const DEFAULT_COLUMNS = 100;
const DEFAULT_ROWS = 40;

/** The process's own terminal. */
export function createTerminal(settings: Pick<Settings, 'noColor'>): Terminal {
  const { stdout, stderr } = process;
  const interactive = stdout.isTTY;
  return {
    interactive,
    colour: interactive && !settings.noColor,
    columns: () => stdout.columns ?? DEFAULT_COLUMNS,
    rows: () => stdout.rows ?? DEFAULT_ROWS,
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    write: (text) => void stdout.write(text),
  };
}
