import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a script of a template did. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Arguments of each `rollcall` that it called. */
  readonly rollcall: readonly (readonly string[])[];
  /** Arguments of each `gh` that it called. */
  readonly gh: readonly (readonly string[])[];
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What `rollcall` exits with. */
  readonly exitCode?: number;
  /** What `rollcall plan` writes; null where it writes nothing. */
  readonly plan?: string | null;
  /** What `gh` prints when asked for comments. */
  readonly comments?: string;
}

// Rollcall's own commands have their tests: here only what they are called with matters. No vendor
// runs on this machine.
const recorder = (name: string): string => `#!/usr/bin/env bash
printf '%s\\0' "$@" >> "$FOLDER/${name}.calls"; printf '\\n\\0' >> "$FOLDER/${name}.calls"
`;
const rollcall = `${recorder('rollcall')}
for argument in "$@"; do
  if [ "\${before:-}" = --out ] && [ -e "$FOLDER/plan" ]; then cp "$FOLDER/plan" "$argument"; fi
  before="$argument"
done
exit "$EXIT_CODE"
`;
const gh = `${recorder('gh')}
case "$*" in *--paginate*) printf '%s' "$COMMENTS" ;; esac
`;

/** Runs a script in a folder of its own, as the vendors do: bash that ends at the first error. */
export async function runScript(text: string, options: RunOptions = {}): Promise<Ran> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-ci-'));
  try {
    await program(folder, 'rollcall', rollcall);
    await program(folder, 'gh', gh);
    await writeFile(path.join(folder, 'script.sh'), text);
    if (options.plan !== null)
      await writeFile(path.join(folder, 'plan'), options.plan ?? 'no change\n');
    const ended = await bash(folder, options);
    const [calls, ghCalls] = await Promise.all([
      callsOf(folder, 'rollcall'),
      callsOf(folder, 'gh'),
    ]);
    return { ...ended, rollcall: calls, gh: ghCalls };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function program(folder: string, name: string, text: string): Promise<void> {
  await writeFile(path.join(folder, name), text);
  await chmod(path.join(folder, name), 0o755);
}

async function callsOf(folder: string, name: string): Promise<string[][]> {
  const text = await readFile(path.join(folder, `${name}.calls`), 'utf8').catch(() => '');
  return text
    .split('\n\0')
    .slice(0, -1)
    .map((call) => call.split('\0').slice(0, -1));
}

type Ended = Pick<Ran, 'exitCode' | 'stdout' | 'stderr'>;

function bash(folder: string, options: RunOptions): Promise<Ended> {
  const env = {
    PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`,
    FOLDER: folder,
    RUNNER_TEMP: folder,
    PLAN: path.join(folder, 'plan.md'),
    CHANGE_PATTERN: 'CHG-[0-9]+',
    COMMENTS: options.comments ?? '',
    EXIT_CODE: String(options.exitCode ?? 0),
    ...options.env,
  };
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', 'script.sh'];
  return new Promise((resolve, reject) => {
    execFile('bash', args, { cwd: folder, env }, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
      else reject(error);
    });
  });
}
