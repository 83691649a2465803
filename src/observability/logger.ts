import type { Logger, LogLevel, LogMetadata } from '@temporalio/common';
import { linesOf } from './log-line.js';

/** From the quietest on. */
const LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type Level = (typeof LEVELS)[number];

export interface LoggerOptions {
  readonly level: Level;
  /** JSON for machines, text for a terminal. */
  readonly format: 'json' | 'text';
  readonly write: (line: string) => void;
  /** Default: the wall clock. */
  readonly now?: () => Date;
}

/** The worker's one logger: Temporal's SDK, activities and workflows write through it, too. */
export function createLogger({
  level,
  format,
  write,
  now = () => new Date(),
}: LoggerOptions): Logger {
  const enabled = new Set<string>(LEVELS.slice(0, LEVELS.indexOf(level) + 1));
  const toLine = linesOf(format);
  const log = (severity: LogLevel, message: string, meta: LogMetadata = {}): void => {
    const name = severity === 'TRACE' ? 'debug' : severity.toLowerCase();
    if (enabled.has(name))
      write(`${toLine({ time: now().toISOString(), level: name, message, meta })}\n`);
  };
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

/** JSON on standard error; text where a person looks at it. Standard output is the audit's. */
export function createProcessLogger(level: Level): Logger {
  const { stderr } = process;
  return createLogger({
    level,
    format: stderr.isTTY ? 'text' : 'json',
    write: (line) => void stderr.write(line),
  });
}
