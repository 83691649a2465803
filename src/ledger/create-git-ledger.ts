import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Author } from './commit-files.js';
import { encode } from './document.js';
import { readLedgerId } from './ledger-id.js';
import { LEDGER_FILE, LEDGER_REF } from './names.js';
import { LedgerUnavailableError } from './port.js';
import { Repository } from './repository.js';
import { refused, tryGit } from './run-git.js';
import { ledgerIdentitySchema } from './schema.js';

const MOST_ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 50;

/** Makes a bare repository a ledger, creating it where there is none. Returns the ledger's id. */
export async function createLedgerAt(path: string, author: Author): Promise<string> {
  await refuseForeignFolder(path);
  await initialize(path);
  const place = { ref: LEDGER_REF, path: LEDGER_FILE };
  const text = encode(ledgerIdentitySchema, { id: randomUUID() }, place);
  await new Repository(path, author).update({
    ref: LEDGER_REF,
    look: {},
    // The id of an existing ledger stays, and of two creators at once the first one's counts.
    decide: ({ commit }) =>
      commit === null
        ? { message: 'Create the ledger', files: [{ path: LEDGER_FILE, text }] }
        : { already: commit },
  });
  return readLedgerId(path);
}

async function refuseForeignFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const names = await readdir(path);
  // What another creator has just begun looks like a repository from its first files on.
  const isRepository = names.some((name) => ['HEAD', 'objects', 'refs', 'config'].includes(name));
  if (names.length === 0 || isRepository) return;
  throw new LedgerUnavailableError(`${path} is neither empty nor a bare Git repository`);
}

// `git init` is harmless where a repository is, but two at once trip over each other's lock files.
async function initialize(path: string): Promise<void> {
  const args = ['init', '--bare', '--quiet', '--template=', '--initial-branch=main'];
  for (let attempt = 1; ; attempt += 1) {
    const answer = await tryGit(path, args);
    if (answer.exitCode === 0) return;
    if (attempt === MOST_ATTEMPTS) throw refused(path, args, answer);
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
}
