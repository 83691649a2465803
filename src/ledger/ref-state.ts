import { readObjects, readTree, type GitObject } from './git-objects.js';
import { decode, placeName } from './document.js';
import { LEDGER_FILE, LEDGER_REF } from './names.js';
import { LedgerUnavailableError } from './port.js';
import { ledgerIdentitySchema } from './schema.js';

/** What to look at under a ref. */
export interface Look {
  readonly files?: readonly string[];
  /** Folders to list; '' is the root. */
  readonly folders?: readonly string[];
}

/** What was there. */
export interface RefState {
  /** The ledger's id; null while it has none. */
  readonly ledgerId: string | null;
  /** Tip of the ref; null before the first write. */
  readonly commit: string | null;
  /** Text by path; only files that exist. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of files and folders by folder; only folders that exist. */
  readonly folders: ReadonlyMap<string, { readonly files: string[]; readonly folders: string[] }>;
}

/** Looks at a ref (or a commit), in one process. Refuses a repository that is not a ledger. */
export async function readRef(repository: string, ref: string, look: Look): Promise<RefState> {
  const files = look.files ?? [];
  const folders = look.folders ?? [];
  const identity = { ref: LEDGER_REF, path: LEDGER_FILE };
  const names = [
    placeName(identity),
    ref,
    ...[...files, ...folders].map((path) => `${ref}:${path}`),
  ];
  const [ledger, tip, ...found] = await readObjects(repository, names);
  // Else a fresh repository in the ledger's place would read as "nothing was ever recorded".
  if (!ledger && ref !== LEDGER_REF) throw notALedger(repository);
  return {
    ledgerId: ledger
      ? decode(ledgerIdentitySchema, ledger.content.toString('utf8'), identity).id
      : null,
    commit: tip?.id ?? null,
    files: present(files, found, 'blob', ({ content }) => content.toString('utf8')),
    folders: present(folders, found.slice(files.length), 'tree', readTree),
  };
}

/** The error for a Git repository that nobody made a ledger. */
export function notALedger(repository: string): LedgerUnavailableError {
  return new LedgerUnavailableError(
    `${repository} is a Git repository but not a ledger: it has no ${LEDGER_REF}`,
  );
}

function present<T>(
  paths: readonly string[],
  found: readonly (GitObject | null)[],
  type: 'blob' | 'tree',
  read: (object: GitObject) => T,
): ReadonlyMap<string, T> {
  const entries = paths.flatMap((path, index) => {
    const object = found[index];
    return object?.type === type ? [[path, read(object)] as const] : [];
  });
  return new Map(entries);
}
