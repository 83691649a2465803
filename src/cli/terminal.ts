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

/** Ends the process without a word once nobody reads its output any more, as in `rollcall status | head`. */
export function endWithReader(): void {
  let ended = false;
  const end = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    if (ended) return;
    ended = true;
    // A command that listens has something to clear up first.
    if (!process.emit('SIGINT')) process.exit();
  };
  process.stdout.on('error', end);
  process.stderr.on('error', end);
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
