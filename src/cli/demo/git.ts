import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// The user's own Git settings (signing, hooks, line endings) have no say in the demo's repository.
const settings = [
  'user.name=Rollcall demo',
  'user.email=demo@rollcall.invalid',
  'commit.gpgsign=false',
  'tag.gpgsign=false',
  'core.hooksPath=/dev/null',
  'core.autocrlf=false',
  'core.excludesFile=/dev/null',
].flatMap((setting) => ['-c', setting]);

/** Runs Git in a folder that is its work tree, and resolves to what it printed. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const place = [`--git-dir=${folder}/.git`, `--work-tree=${folder}`];
  const run = promisify(execFile);
  return (await run('git', [...settings, ...place, ...args], { cwd: folder })).stdout.trim();
}
