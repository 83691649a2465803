import type { Terminal } from '../../src/cli/terminal.js';

/** A terminal that keeps what is written to it. */
export interface RecordingTerminal extends Terminal {
  readonly lines: string[];
  readonly errors: string[];
}

export function recordingTerminal(): RecordingTerminal {
  const lines: string[] = [];
  const errors: string[] = [];
  return {
    interactive: false,
    colour: false,
    columns: () => 100,
    rows: () => 40,
    out: (line) => void lines.push(line),
    err: (line) => void errors.push(line),
    write: (text) => void lines.push(text),
    lines,
    errors,
  };
}
