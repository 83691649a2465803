import { createGitLedger, openGitLedger } from '../ledger/git-ledger.js';
import type { Ledger } from '../ledger/port.js';
import type { Settings } from '../settings.js';

type LedgerSettings = Pick<Settings, 'cacheDir' | 'ledgerSigningKey' | 'ledgerSigners'>;

/** Opens the ledger at a path or URL as a worker with these settings does. */
export async function openLedger(repository: string, settings: LedgerSettings): Promise<Ledger> {
  return openGitLedger({ repository, ...optionsOf(settings) });
}

/** Makes a ledger where there is none. */
export async function createLedger(repository: string, settings?: LedgerSettings): Promise<void> {
  await createGitLedger(repository, settings && optionsOf(settings));
}

/** The id of the ledger at a path or, with settings, at a URL; throws where there is none. */
export async function ledgerIdAt(repository: string, settings?: LedgerSettings): Promise<string> {
  return (await openGitLedger({ repository, ...(settings && optionsOf(settings)) })).id();
}

function optionsOf({ cacheDir, ledgerSigningKey, ledgerSigners }: LedgerSettings): {
  cacheDir: string;
  signingKey: string | null;
  signers: string | null;
} {
  return { cacheDir, signingKey: ledgerSigningKey, signers: ledgerSigners };
}
