import { rename, rm } from 'node:fs/promises';

/** Takes the ledger away, as an outage of its disk would. */
export async function takeAway(ledger: string): Promise<void> {
  await rename(ledger, `${ledger}.away`);
}

/** Brings it back. A commit that was under way may have left an empty shell of a repository in its place. */
export async function bringBack(ledger: string): Promise<void> {
  await rm(ledger, { recursive: true, force: true });
  await rename(`${ledger}.away`, ledger);
}
