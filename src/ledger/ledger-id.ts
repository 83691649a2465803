import { LEDGER_REF } from './names.js';
import { notALedger } from './ref-state.js';
import type { Repository } from './repository.js';

/** The id that a ledger got when it was made. */
export async function readLedgerId(repository: Repository): Promise<string> {
  const { ledgerId } = await repository.read(LEDGER_REF, {});
  if (ledgerId === null) throw notALedger(repository.name);
  return ledgerId;
}
