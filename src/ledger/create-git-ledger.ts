import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { APPEND_ONLY_SETTINGS, refuseRewritingPushes } from './append-only.js';
import { encode } from './document.js';
import { readLedgerId } from './ledger-id.js';
import { LEDGER_FILE, LEDGER_REF } from './names.js';
import { LedgerUnavailableError } from './port.js';
import type { Repository } from './repository.js';
import { refused, tryGit } from './run-git.js';
import { ledgerIdentitySchema } from './schema.js';

const MOST_ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 50;

/** Makes a bare repository a ledger, creating it where there is none. Returns the ledger's id. */
export async function createLedgerAt(path: string, repository: Repository): Promise<string> {
  await refuseForeignFolder(path);
  await again(path, ['init', '--bare', '--quiet', '--template=', '--initial-branch=main']);
  for (const setting of APPEND_ONLY_SETTINGS) await again(path, ['config', setting, 'true']);
  await refuseRewritingPushes(path);
  return nameLedger(repository);
}

/** Makes a repository a ledger that is there already, for example an empty one on a Git server. Returns its id. */
export async function nameLedger(repository: Repository): Promise<string> {
  const place = { ref: LEDGER_REF, path: LEDGER_FILE };
  const text = encode(ledgerIdentitySchema, { id: randomUUID() }, place);
  await repository.update({
    ref: LEDGER_REF,
    look: {},
    // The id of an existing ledger stays, and of two creators at once the first one's counts.
    decide: ({ commit }) =>
      commit === null
        ? { message: 'Create the ledger', files: [{ path: LEDGER_FILE, text }] }
        : { already: commit },
  });
  return readLedgerId(repository);
}

async function refuseForeignFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const names = await readdir(path);
  // What another creator has just begun looks like a repository from its first files on.
  const isRepository = names.some((name) => ['HEAD', 'objects', 'refs', 'config'].includes(name));
  if (names.length === 0 || isRepository) return;
  throw new LedgerUnavailableError(`${path} is neither empty nor a bare Git repository`);
}

// Both commands are harmless where they were run before, but two at once trip over each other's lock files.
async function again(path: string, args: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await tryGit(path, args);
    if (answer.exitCode === 0) return;
    if (attempt === MOST_ATTEMPTS) throw refused(path, args, answer);
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
}
