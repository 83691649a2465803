import type { Ledger } from '../ledger/port.js';
import type { Platforms } from '../platforms/port.js';
import type { ReleaseSource } from '../release/port.js';

/** What planning reads from; it writes to none of them. */
export interface PlanningDeps {
  readonly releases: Pick<ReleaseSource, 'load'>;
  readonly ledger: Pick<Ledger, 'readManyBases'>;
  readonly platforms: Platforms;
}
