import type { ApprovalNeeded } from '../../../domain/plan-groups-approvals.js';
import type { PlanView, PlannedWaveView } from '../../../domain/plan-groups-view.js';
import { plural } from '../words.js';
import { orgNames } from './values.js';

const SHOWN_DIGEST = 12;
const SHOWN_COMMIT = 8;
const FEW_ORGS = 3;

/** `Plan for production: release v2.2.0, commit 0a1b2c3d`. */
export function titleLine({ environment, release, workingTree, rollout }: PlanView): string {
  const what = workingTree
    ? 'the working tree'
    : `release ${release.ref}, commit ${release.commit.slice(0, SHOWN_COMMIT)}`;
  const recorded = rollout === null ? '' : `, as recorded for ${rollout.id}`;
  return `Plan for ${environment}: ${what}${recorded}`;
}

/** Both digests, as an approval names them. */
export function digestsLine({ release, planDigest }: PlanView): string {
  return `release digest ${release.digest.slice(0, SHOWN_DIGEST)}, plan digest ${planDigest.slice(0, SHOWN_DIGEST)}`;
}

/** Orgs that the plan leaves as they are. */
export function unwritten({ orgs }: PlanView): string[] {
  return orgs.filter(({ writes }) => writes === 0).map(({ org }) => org);
}

/** The whole plan in one line. */
export function summaryLine(view: PlanView): string {
  const { counts, writes, orgs, onConflict } = view;
  const others = [
    ...(counts.kept > 0 ? [`${counts.kept} with edits that stay`] : []),
    ...(counts.conflict > 0 ? [`${counts.conflict} in conflict (policy: ${onConflict})`] : []),
    ...(counts.removed > 0 ? [`${counts.removed} no longer declared`] : []),
    `${counts.unchanged} unchanged`,
  ].join(', ');
  if (writes === 0) return `Nothing to write in ${plural(orgs.length, 'org')}: ${others}`;
  const written = orgs.length - unwritten(view).length;
  const what = `${counts.added} added, ${writes - counts.added} modified`;
  return `${plural(writes, 'resource')} to write in ${written} of ${plural(orgs.length, 'org')}: ${what}; ${others}`;
}

/** A row a wave: name, orgs, what it waits for. */
export function waveRows({ waves }: PlanView, verbose: boolean): string[][] {
  return waves.map((wave) => [wave.name, waveText(wave, verbose)]);
}

function waveText({ size, orgs, gate, exposed }: PlannedWaveView, verbose: boolean): string {
  const who =
    orgs !== null && (verbose || orgs.length <= FEW_ORGS)
      ? orgNames(orgs, orgs.length)
      : plural(size, 'org');
  return [
    orgs === null ? `${who}, drawn when the rollout starts` : who,
    ...(exposed > 0 ? [`${plural(exposed, 'more org')} watched with it`] : []),
    ...(gate === null ? [] : [`after gate ${gate}`]),
  ].join(', ');
}

/** A row for all gates that ask for the same reasons and the same people. */
export function approvalRows({ approvals }: Pick<PlanView, 'approvals'>): string[][] {
  const rows = new Map<string, { readonly gates: string[]; readonly of: ApprovalNeeded }>();
  for (const approval of approvals) {
    const key = JSON.stringify([approval.reasons, approval.demands]);
    const row = rows.get(key) ?? { gates: [], of: approval };
    rows.set(key, row);
    row.gates.push(approval.gate);
  }
  return [...rows.values()].map(({ gates, of }) => [
    gates.join(', '),
    of.reasons.join(', ') + (of.demands.length === 0 ? '' : `; ${of.demands.join('; ')}`),
  ]);
}
