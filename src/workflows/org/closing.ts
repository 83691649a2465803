import type { OrgInput } from '../../activities/types.js';
import type { ResourceTracker } from '../../domain/resource-tracker.js';
import type { OrgOutcome } from '../../domain/rollout-status.js';
import { reverting, revertingBriefly } from '../activity-options.js';
import { failureText } from '../failure-text.js';
import { patiently } from './patience.js';

export interface Closing {
  readonly input: OrgInput;
  readonly tracker: ResourceTracker;
  /** Resources that are to be removed, where the org stays on the release. */
  readonly removals: number;
  readonly note: (text: string) => Promise<void>;
}

export interface Settled {
  /** What went wrong; null: nothing. */
  readonly reason: string | null;
  /** Whether what is live is on record: without it the next plan knows nothing of the org. */
  readonly recorded: boolean;
}

/**
 * Ends an org's deployment: what the release no longer names is removed where policy says so, then what is live
 * becomes the base of the next merge. Whatever goes wrong, the org is on the release all the same, and a window that
 * never closes would hold up everybody.
 */
export async function settleRelease(work: Closing): Promise<Settled> {
  const { input, tracker, removals } = work;
  const { org } = input.org;
  const pruned =
    removals === 0
      ? null
      : await attempted(work, 'removing what no template declares', async (a) => {
          const summary = `${org}: remove ${removals} resource(s)`;
          const { resources } = await a.pruneOrg.executeWithOptions({ summary }, [input]);
          tracker.take(resources);
        });
  let refusal: string | null = null;
  const failure = await attempted(work, 'recording what is live', async (a) => {
    const { unrecorded } = await a.recordBaselines.executeWithOptions(
      { summary: `${org}: record what is live` },
      [{ scope: input.scope, orgs: [org] }],
    );
    refusal = unrecorded[0]?.reason ?? null;
  });
  const unrecorded = failure ?? refusal;
  const problems = [
    ...(pruned === null ? [] : [`nothing was removed: ${pruned}`]),
    ...(unrecorded === null ? [] : [`no base was recorded: ${unrecorded}`]),
  ];
  return { reason: problems.join('; ') || null, recorded: unrecorded === null };
}

/** Writes down what became of the org, resource by resource. Returns what went wrong, or null. */
export function recordOutcome(
  work: Closing,
  outcome: OrgOutcome,
  closedBy: string,
): Promise<string | null> {
  const { resources: _, ...whole } = outcome;
  const { input, tracker } = work;
  const { scope, org } = input;
  const record = { scope, org, outcome: whole, closedBy, resources: tracker.list() };
  return attempted(work, 'recording the outcome', (a) =>
    a.recordOutcome.executeWithOptions({ summary: `${org.org}: record the outcome` }, [record]),
  );
}

async function attempted(
  { note }: Closing,
  name: string,
  run: (activities: typeof reverting) => Promise<void>,
): Promise<string | null> {
  try {
    await patiently(name, { brief: revertingBriefly, long: reverting, note }, run);
    return null;
  } catch (error) {
    return failureText(error);
  }
}
