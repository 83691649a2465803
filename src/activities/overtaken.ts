import type { Ledger, OrgAddress } from '../ledger/port.js';
import { RefusedError } from '../planning/refused.js';

/** What a later rollout brought is not this one's to take back, though it may look like what this one wrote. */
export async function refuseOvertaken(
  ledger: Pick<Ledger, 'overtakenBy'>,
  address: OrgAddress,
  rolloutKey: string,
): Promise<void> {
  const later = await ledger.overtakenBy(address, rolloutKey);
  if (later === null) return;
  throw new RefusedError(
    `${address.org} has moved on since (${later}): roll out the release that it should be on`,
  );
}
