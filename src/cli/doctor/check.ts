/** One thing that Rollcall needs: there or not, and how to get it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
  /** What to do where it is missing. */
  readonly remedy: string;
  /** All that was found wrong, a line each, where it is more than one thing. */
  readonly details?: readonly string[];
}

/** Makes a check of work that throws where something is missing. */
export async function check(
  name: string,
  remedy: string,
  look: () => Promise<string> | string,
): Promise<Check> {
  try {
    return { name, ok: true, found: await look(), remedy };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { name, ok: false, found: message.split('\n', 1)[0] ?? '', remedy };
  }
}
