import { z } from 'zod';
import { RolloutKind } from '../../domain/rollout-status.js';
import type { RolloutListing } from '../../ledger/port.js';

// A report is read as far as it is understood: one of another version still belongs into the history.
const text = z.string().nullable().catch(null);
const count = z.number().nullable().catch(null);

const approval = z.object({
  gate: z.string(),
  by: z.string(),
  identity: z.string().catch('claimed'),
  at: text,
});

const outcome = z.object({ org: z.string(), state: text, writes: count, reason: text });

const wave = z.object({
  index: z.number(),
  name: z.string(),
  orgs: z.array(z.string()),
  verdict: z.object({ label: z.string() }).nullable().catch(null),
});

/** What was done about orgs in trouble after the rollout had ended. */
const remediation = z.object({ outcomes: z.array(outcome).catch([]) });

const report = z.object({
  rolloutId: text,
  summary: z.object({ outcome: text, reason: text }).catch({ outcome: null, reason: null }),
  status: z
    .object({
      kind: z.enum(RolloutKind).nullable().catch(null),
      release: text,
      commit: text,
      releaseDigest: text,
      planDigest: text,
      requestedBy: text,
      change: text,
      approvals: z.array(approval).catch([]),
      outcomes: z.array(outcome).catch([]),
      waves: z.array(wave).catch([]),
    })
    .nullable()
    .catch(null),
  remediations: z.array(remediation).catch([]),
});

export type HistoryApproval = z.infer<typeof approval>;

/** A rollout as `rollcall history` shows it; null where the ledger does not say. */
export interface HistoryEntry {
  readonly rollout: string | null;
  readonly rolloutKey: string;
  /** Null while it has no report, or where that does not say. */
  readonly kind: RolloutKind | null;
  readonly at: string;
  readonly environment: string | null;
  readonly release: string | null;
  readonly releaseCommit: string | null;
  readonly releaseDigest: string | null;
  readonly planDigest: string | null;
  readonly requestedBy: string | null;
  readonly change: string | null;
  /** Null while it has no report: it runs, or it was terminated. */
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly orgs: readonly string[];
  readonly outcomes: readonly z.infer<typeof outcome>[];
  readonly waves: readonly z.infer<typeof wave>[];
  readonly approvals: readonly HistoryApproval[];
  readonly evidence: readonly string[];
  readonly report: string | null;
  readonly recordCommit: string;
}

/** What a rollout's record says, in one form whether or not it has ended. */
export function historyEntry(listing: RolloutListing): HistoryEntry {
  const { planSet } = listing;
  const told = listing.report === null ? null : report.safeParse(listing.report).data;
  const status = told?.status;
  return {
    rollout: told?.rolloutId ?? null,
    rolloutKey: listing.rolloutKey,
    kind: status?.kind ?? null,
    at: listing.at,
    environment: listing.environment,
    release: status?.release ?? null,
    releaseCommit: status?.commit ?? planSet?.commit ?? null,
    releaseDigest: status?.releaseDigest ?? planSet?.releaseDigest ?? null,
    planDigest: status?.planDigest ?? planSet?.planDigest ?? null,
    requestedBy: status?.requestedBy ?? null,
    change: status?.change ?? null,
    outcome: told?.summary.outcome ?? null,
    reason: told?.summary.reason ?? null,
    orgs: listing.orgs,
    outcomes: settled(status?.outcomes ?? [], told?.remediations ?? []),
    waves: status?.waves ?? [],
    approvals: status?.approvals ?? [],
    evidence: listing.evidence,
    report: listing.reportPlace,
    recordCommit: listing.recordCommit,
  };
}

/** What a later remediation made of an org counts, not what the rollout left. */
function settled(
  reported: readonly z.infer<typeof outcome>[],
  remediations: readonly z.infer<typeof remediation>[],
): z.infer<typeof outcome>[] {
  const later = new Map(
    remediations.flatMap(({ outcomes }) => outcomes).map((one) => [one.org, one]),
  );
  const known = reported.map((one) => later.get(one.org) ?? one);
  const names = new Set(reported.map(({ org }) => org));
  return [...known, ...[...later.values()].filter(({ org }) => !names.has(org))];
}

/** `expand-50 by lee (signed)`: what an unproven name is, is always said. */
export function approvalText(
  { gate, by, identity, at }: HistoryApproval,
  withTime = false,
): string {
  return `${gate} by ${by} (${identity})${withTime && at !== null ? ` at ${at}` : ''}`;
}
