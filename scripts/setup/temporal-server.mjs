import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory, findOnPath, isExecutable } from './cache.mjs';
import { downloadBySdk } from './download.mjs';
import { withLock } from './lock.mjs';
import { headline, run, withTemporaryDirectory } from './run.mjs';

const version = '1.5.1';
const cachedPath = (cache) => path.join(cache, `temporal-cli-${version}`, 'temporal');

/** The Temporal CLI that is already here, or null. */
export function findTemporalServer() {
  const cached = cachedPath(cacheDirectory());
  return findOnPath('temporal') ?? (isExecutable(cached) ? cached : null);
}

/**
 * A server to work with: the address of a running one, or the path of a Temporal CLI, which is
 * downloaded or built where it is missing.
 * @returns {Promise<{ path: string | null, address: string | null }>}
 */
export async function ensureTemporalServer(root) {
  const address = process.env.TEMPORAL_ADDRESS;
  if (address) return { path: null, address };
  return { path: findTemporalServer() ?? (await install(root)), address: null };
}

async function install(root) {
  const cache = cacheDirectory();
  const target = cachedPath(cache);
  mkdirSync(path.dirname(target), { recursive: true });
  return withLock(path.join(cache, 'temporal-cli.lock'), async () => {
    if (isExecutable(target)) return target;
    const failures = [];
    for (const way of [download, build]) {
      try {
        await way({ root, cache, target });
        return target;
      } catch (error) {
        console.log(`setup: that did not work: ${headline(error)}`);
        failures.push(error.message);
      }
    }
    throw new Error(explain(failures, target));
  });
}

async function download({ root, cache, target }) {
  await downloadBySdk({
    root,
    cache,
    target,
    create: 'createLocal',
    version: `v${version}`,
    label: `Temporal CLI ${version}: download`,
  });
}

async function build({ cache, target }) {
  if (findOnPath('go') === null) throw new Error('build: there is no "go" on the PATH');
  await withTemporaryDirectory(cache, async (directory) => {
    await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${version}`], {
      label: `Temporal CLI ${version}: build by Go`,
      hint: 'about 5 minutes on 2 cores, only once',
      cwd: directory,
      env: { GOBIN: directory },
    });
    renameSync(path.join(directory, 'temporal'), target);
  });
}

function explain(failures, target) {
  return [
    'There is no Temporal server, and none could be installed:',
    ...failures.map((failure) => `  - ${failure.replaceAll('\n', '\n    ')}`),
    'Any one of these helps:',
    '  - a running server: set TEMPORAL_ADDRESS=host:port',
    '  - the Temporal CLI on the PATH (https://docs.temporal.io/cli)',
    `  - the Temporal CLI copied to ${target}`,
    '  - access to the internet, for the download by the Temporal SDK',
    '  - Go (https://go.dev/dl), by which the CLI is built from source',
  ].join('\n');
}
