import { ChangeAction, type OrgPlan } from '../../domain/org-plan.js';
import type { OrgTrace } from '../../ledger/port.js';
import { csv } from './history-csv-text.js';
import { approvalText, type HistoryEntry } from './history-entry.js';

/** A rollout with what the refs of its orgs hold of it, by org. */
export interface AuditedRollout {
  readonly entry: HistoryEntry;
  readonly traces: ReadonlyMap<string, OrgTrace>;
}

type Column = (entry: HistoryEntry, org: string, trace: OrgTrace | undefined) => string | null;

const COLUMNS: Readonly<Record<string, Column>> = {
  rollout: ({ rollout }) => rollout,
  rollout_key: ({ rolloutKey }) => rolloutKey,
  recorded_at: ({ at }) => at,
  environment: ({ environment }) => environment,
  org: (_, org) => org,
  release: ({ release }) => release,
  release_commit: ({ releaseCommit }) => releaseCommit,
  release_digest: ({ releaseDigest }) => releaseDigest,
  plan_digest: ({ planDigest }) => planDigest,
  requested_by: ({ requestedBy }) => requestedBy,
  change: ({ change }) => change,
  approvals: ({ approvals }) => approvals.map((one) => approvalText(one, true)).join('; '),
  planned_changes: (_, __, trace) => (trace?.plan ? changesByKind(trace.plan) : null),
  org_plan_digest: (_, __, trace) => trace?.plan?.digest ?? null,
  org_state: (entry, org) => outcomeOf(entry, org)?.state ?? null,
  org_reason: (entry, org) => outcomeOf(entry, org)?.reason ?? null,
  writes: (entry, org) => outcomeOf(entry, org)?.writes?.toString() ?? null,
  verdicts: (entry, org) => verdictsOf(entry, org),
  evidence: ({ evidence }) => evidence.join('; '),
  outcome: ({ outcome }) => outcome,
  reason: ({ reason }) => reason,
  plan_commit: (_, __, trace) => trace?.planCommit ?? null,
  snapshot_commit: (_, __, trace) => trace?.snapshotCommit ?? null,
  record_commit: ({ recordCommit }) => recordCommit,
  report: ({ report }) => report,
  kind: ({ kind }) => kind,
};

/** The auditor's export: a row for each org of each rollout, one for a rollout that came to no org. */
export function historyCsv(rollouts: readonly AuditedRollout[]): string {
  const columns = Object.values(COLUMNS);
  const rows = rollouts.flatMap(({ entry, traces }) =>
    (entry.orgs.length === 0 ? [''] : entry.orgs).map((org) =>
      columns.map((column) => column(entry, org, traces.get(org)) ?? ''),
    ),
  );
  return csv([Object.keys(COLUMNS), ...rows]);
}

/** `flow: 2 added; queue: 1 modified`; `none` where nothing was to change. */
function changesByKind({ resources }: OrgPlan): string {
  const counts = new Map<string, Map<string, number>>();
  for (const { kind, action } of resources) {
    if (action === ChangeAction.unchanged) continue;
    const ofKind = counts.get(kind) ?? new Map<string, number>();
    counts.set(kind, ofKind.set(action, (ofKind.get(action) ?? 0) + 1));
  }
  const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const words = kinds.map(([kind, actions]) => {
    const list = [...actions].map(([action, count]) => `${count} ${action}`);
    return `${kind}: ${list.join(', ')}`;
  });
  return words.join('; ') || 'none';
}

function outcomeOf(
  { outcomes }: HistoryEntry,
  org: string,
): HistoryEntry['outcomes'][number] | undefined {
  return outcomes.find((outcome) => outcome.org === org);
}

/** Of the waves that the org was in. */
function verdictsOf({ waves }: HistoryEntry, org: string): string {
  return waves
    .filter(({ orgs }) => orgs.includes(org))
    .map(({ index, name, verdict }) => `wave ${index} (${name}): ${verdict?.label ?? 'no verdict'}`)
    .join('; ');
}
