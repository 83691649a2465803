import type { Client } from '@temporalio/client';
import type { DrawCharts } from '../charts/port.js';
import type { Ledger } from '../ledger/port.js';
import type { Notifier } from '../notify/port.js';
import type { Platforms } from '../platforms/port.js';
import type { ReleaseSource } from '../release/port.js';
import type { SipGenerator } from '../sip/port.js';
import type { SignatureVerifier } from '../signatures/port.js';

/** What activities reach the world through; worker.ts puts it together. */
export interface ActivityDeps {
  readonly releases: ReleaseSource;
  readonly ledger: Ledger;
  readonly platforms: Platforms;
  readonly notifier: Notifier;
  readonly signatures: SignatureVerifier;
  readonly drawCharts: DrawCharts;
  readonly sip: SipGenerator;
  /** Temporal, for finding open org workflows. */
  readonly client: Client;
}
