import type { Context } from '../context.js';
import { writeOut } from '../write-files.js';

/** How a result is wanted. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly out?: string;
}

/** A result in every form it can be asked for. */
export interface Forms {
  readonly text: () => readonly string[];
  readonly json: () => unknown;
  readonly markdown: () => string;
  /** Told on the error stream where the result goes into a file. */
  readonly summary: string;
}

/** Prints a result as it was asked for, or writes it to a file. */
export async function deliver(
  { terminal }: Context,
  options: OutputOptions,
  forms: Forms,
): Promise<void> {
  const lines =
    options.json === true
      ? [JSON.stringify(forms.json())]
      : options.markdown === true
        ? [forms.markdown()]
        : forms.text();
  if (options.out === undefined) {
    for (const line of lines) terminal.out(line);
    return;
  }
  await writeOut(options.out, `${lines.join('\n')}\n`);
  terminal.err(`${forms.summary}; written to ${options.out}`);
}
