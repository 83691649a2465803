import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process of a demo, as a later demo finds it written down. */
export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  /** Part of its command line: an id may belong to something else by now. */
  readonly mark: string;
}

/** Those that still run and still are what was written down. */
export async function stillRunning(
  processes: readonly RecordedProcess[],
): Promise<readonly RecordedProcess[]> {
  const commands = await Promise.all(processes.map(({ pid }) => commandLineOf(pid)));
  return processes.filter(({ mark }, index) => commands[index]?.includes(mark) === true);
}

async function commandLineOf(pid: number): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    // No such process, or a system without /proc.
  }
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]);
    return stdout;
  } catch {
    return null;
  }
}
