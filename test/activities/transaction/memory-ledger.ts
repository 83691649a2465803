import type { OrgPlan } from '../../../src/domain/org-plan.js';
import {
  LedgerMissingError,
  type Ledger,
  type OrgBases,
  type OrgSnapshot,
  type OrgTrace,
  type PlanSet,
} from '../../../src/ledger/port.js';

/** As much of a ledger as a transaction needs, in memory, for one rollout. */
export class MemoryLedger {
  readonly bases = new Map<string, OrgBases>();
  readonly plans = new Map<string, OrgPlan>();
  planSet: PlanSet | null = null;
  report: Readonly<Record<string, string>> = {};
  private readonly snapshots = new Map<string, OrgSnapshot>();

  private traceOf(org: string): OrgTrace {
    const plan = this.plans.get(org) ?? null;
    return {
      plan,
      planCommit: plan === null ? null : 'commit',
      snapshotCommit: this.snapshots.has(org) ? 'commit' : null,
    };
  }

  asLedger(): Ledger {
    const known: Partial<Ledger> = {
      id: async () => 'ledger',
      readBases: async ({ org }) => this.bases.get(org) ?? {},
      readManyBases: async (all) => all.map(({ org }) => this.bases.get(org) ?? {}),
      writeBases: async ({ org }, bases) => void this.bases.set(org, bases),
      readPlan: async ({ org }) => there(this.plans.get(org)),
      readPlanSet: async () => there(this.planSet ?? undefined),
      writeSnapshot: async ({ org }, snapshot) => {
        if (!this.snapshots.has(org)) this.snapshots.set(org, snapshot);
        return 'commit';
      },
      readAdjustments: async () => [],
      readOutcome: async () => null,
      overtakenBy: async () => null,
      readOrgTraces: async (_environment, orgs) =>
        new Map(orgs.map((org) => [org, this.traceOf(org)])),
      readReport: async () => this.report,
      writeReport: async (_key, files) => {
        this.report = { ...this.report, ...files };
        return 'place';
      },
      readSnapshot: async ({ org }) => there(this.snapshots.get(org)),
    };
    return known as Ledger;
  }
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new LedgerMissingError('it is not in the ledger');
  return found;
}
