import type { Client } from '@temporalio/client';
import { connect } from '../client/index.js';
import type { WireObserver } from '../compose.js';
import type { Settings } from '../settings.js';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** What every command works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly settings: Settings;
  /** Hears of every request to a platform that a command makes by itself. */
  readonly wire: WireObserver;
  /** Set by the command that ran. */
  exitCode: ExitCode;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** Wraps a command's work so that its exit code is kept. */
export function act<Args extends unknown[]>(
  context: Context,
  work: (...args: Args) => Promise<ExitCode>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    context.exitCode = await work(...args);
  };
}

/** Connects for the time of the work. */
export async function withClient<Result>(
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connect();
  try {
    return await work(client);
  } finally {
    await client.connection.close();
  }
}

/** Prints the one JSON object that `--json` promises as the last line. */
export function printJson(context: Context, value: unknown): void {
  context.terminal.out(JSON.stringify(value));
}
