import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory, findOnPath } from './cache.mjs';
import { withLock } from './lock.mjs';
import { headline, run } from './run.mjs';

const version = '5.2.5';
const patienceSeconds = 240;
const hint = 'for a test of AWS Secrets Manager; it is skipped without';

/**
 * A server that speaks AWS's protocols, from PyPI, for a test of Secrets Manager: the path of its command. Null where
 * one is on the PATH, which the test finds by itself, and where there is no Python with venv and pip, or no way to the
 * registry: then that test is skipped, so none is no failure.
 */
export async function ensureMoto() {
  if (hasOwn()) return null;
  const python = findOnPath('python3');
  if (python === null) return null;
  const folder = path.join(cacheDirectory(), `moto-${version}`);
  const command = path.join(folder, 'bin', 'moto_server');
  const complete = path.join(folder, '.complete');
  if (existsSync(complete)) return command;
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(complete)) return command;
    const keepGoing = (seconds) => (seconds > patienceSeconds ? 'took too long' : undefined);
    try {
      // Not relocatable, so it is made in its place.
      rmSync(folder, { recursive: true, force: true });
      await run(python, ['-m', 'venv', folder], { label: 'moto: environment', hint, keepGoing });
      const pip = ['-m', 'pip', 'install', '--quiet', '--retries', '0', '--timeout', '10'];
      await run(path.join(folder, 'bin', 'python'), [...pip, `moto[server]==${version}`], {
        label: `moto ${version}: install`,
        env: { PIP_DISABLE_PIP_VERSION_CHECK: '1' },
        keepGoing,
      });
      writeFileSync(complete, '');
      return command;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      console.log(`setup: going on without moto: ${headline(error)}`);
      return null;
    }
  });
}

function hasOwn() {
  if (findOnPath('moto_server') === null) return false;
  return spawnSync('moto_server', ['--help'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
