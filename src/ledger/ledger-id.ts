import { decode } from './document.js';
import { LEDGER_FILE, LEDGER_REF } from './names.js';
import { notALedger, readRef } from './ref-state.js';
import { ledgerIdentitySchema } from './schema.js';

/** The id that a ledger got when it was made. */
export async function readLedgerId(repository: string): Promise<string> {
  const { files } = await readRef(repository, LEDGER_REF, { files: [LEDGER_FILE] });
  const text = files.get(LEDGER_FILE);
  if (text === undefined) throw notALedger(repository);
  return decode(ledgerIdentitySchema, text, { ref: LEDGER_REF, path: LEDGER_FILE }).id;
}
