import { createGitLedger, openGitLedger } from '../ledger/git-ledger.js';

/** Makes a ledger where there is none. */
export async function createLedger(repository: string): Promise<void> {
  await createGitLedger(repository);
}

/** The id of the ledger at a path; throws where there is none. */
export async function ledgerIdAt(repository: string): Promise<string> {
  return (await openGitLedger({ repository })).id();
}
