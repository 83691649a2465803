import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { withoutCredentials } from '../../git/without-credentials.js';
import type { Settings } from '../../settings.js';
import { ledgerIdAt } from '../ledger-access.js';
import { check, type Check } from './check.js';
import { checkOperations, sourceOf } from './operations-checks.js';

const OLDEST_NODE = [20, 19] as const;

/** What this machine has: Node, Git, configuration repository, ledger, secrets. */
export async function checkMachine(settings: Settings): Promise<Check[]> {
  const repository = await check(
    'configuration repository',
    'set ROLLCALL_CONFIG_REPO to a Git repository (path or URL), ROLLCALL_CONFIG_FOLDER to the folder in it',
    () => configuration(settings),
  );
  return [
    await check('Node.js', `install Node.js ${OLDEST_NODE.join('.')} or newer`, nodeVersion),
    await check('Git', 'install Git (https://git-scm.com)', async () => {
      return (await promisify(execFile)('git', ['--version'])).stdout.trim();
    }),
    repository,
    ...(repository.ok ? await checkOperations(settings) : []),
    await check(
      'ledger',
      'set ROLLCALL_LEDGER to the ledger; make one with: rollcall ledger PATH',
      () => ledger(settings),
    ),
    await check(
      'secrets file',
      settings.secretsFile === null
        ? 'set ROLLCALL_SECRETS_FILE (not needed where every reference is env:NAME)'
        : 'write it (entry: { client_id, client_secret }), or set ROLLCALL_SECRETS_FILE to where it is',
      async () => {
        const file = named(settings.secretsFile, 'ROLLCALL_SECRETS_FILE');
        await access(file).catch(() => {
          throw new Error(`${file} does not exist`);
        });
        await access(file, constants.R_OK);
        return file;
      },
    ),
  ];
}

function nodeVersion(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const old = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  if (old) throw new Error(`this is ${process.version}`);
  return process.version;
}

async function configuration(settings: Settings): Promise<string> {
  const repository = named(settings.configRepository, 'ROLLCALL_CONFIG_REPO');
  const source = sourceOf(settings, repository);
  const commit = await source.resolve('HEAD');
  return `${withoutCredentials(repository)} at ${commit.slice(0, 8)}`;
}

async function ledger(settings: Settings): Promise<string> {
  const repository = named(settings.ledger, 'ROLLCALL_LEDGER');
  return `${withoutCredentials(repository)}, id ${await ledgerIdAt(repository, settings)}`;
}

function named(value: string | null, variable: string): string {
  if (value === null) throw new Error(`${variable} is not set`);
  return value;
}
