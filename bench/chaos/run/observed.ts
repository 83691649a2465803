import type { RolloutStatus } from '../../../src/client/index.js';
import type { Place } from '../../../test/planted-secrets.js';
import type { Write } from '../../../test/e2e/enterprise.js';
import type { FaultKind, Schedule } from '../incident.js';
import type { Configuration } from './simulator.js';

/** A workflow of a run as it was left. */
export interface WorkflowEnd {
  readonly workflowId: string;
  /** `COMPLETED`, `FAILED`, `RUNNING`, … */
  readonly status: string;
  /** Workflow tasks that failed, with why. */
  readonly failedTasks: readonly string[];
  /** Of one that still runs: the activities that it waits for, and how they fare. */
  readonly pending: readonly string[];
}

/** Everything that is known of a run once it is over; checks look at nothing else. */
export interface Observed {
  readonly schedule: Schedule;
  readonly seconds: number;
  /** Kinds of faults that had an effect. */
  readonly fired: readonly FaultKind[];
  /** Platform ids of orgs whose clients stayed revoked. */
  readonly revoked: readonly string[];
  readonly before: Configuration;
  /** The orgs as the release describes them. */
  readonly target: Configuration;
  readonly after: Configuration;
  readonly writes: readonly Write[];
  /** How the rollout's workflow ended; null where it did not within the time that it was given. */
  readonly ended: string | null;
  /** Why it ended as it did, as its workflow says; null where it succeeded. */
  readonly reason: string | null;
  /** What the rollout says of itself at its end; null where nobody could be asked. */
  readonly status: RolloutStatus | null;
  /** `report.json` of the ledger, parsed; null where there is none. */
  readonly report: LedgerReport | null;
  /** What people were told. */
  readonly told: readonly {
    readonly kind: string;
    readonly text: string;
    readonly command?: string;
  }[];
  readonly workflows: readonly WorkflowEnd[];
  /** Where secrets are searched for. */
  readonly places: readonly Place[];
  /** What must not turn up there, by what it is. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface LedgerReport {
  readonly summary: { readonly outcome: string; readonly reason: string };
  readonly status: RolloutStatus;
}
