import pMap from 'p-map';
import { isWritten } from '../domain/plan.js';
import type { OrgState } from '../domain/rollout-status.js';
import { LedgerMissingError, type PlanSet } from '../ledger/port.js';
import { load, type Loaded } from '../planning/loaded.js';
import { RefusedError } from '../planning/refused.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { leftOpen, rolloutNamed, type LeftOpen, type NamedRollout } from './left-open.js';
import type { Activities, AffectedInput, AffectedOrg, AffectedOrgs } from './types.js';

const PARALLEL = 8;
const MINUTE_MS = 60_000;

export function affectedActivities(deps: ActivityDeps): Pick<Activities, 'findAffected'> {
  return { findAffected: (input) => attempt(() => findAffected(deps, input)) };
}

/** How a planned org stands: in an open window, or as was written down when its window was closed. */
type Standing = OrgState | 'open';

async function findAffected(deps: ActivityDeps, input: AffectedInput): Promise<AffectedOrgs> {
  const open = await leftOpen(deps.client, input.rollout);
  const named = await rolloutNamed(deps, input.rollout, open);
  const planSet = await planSetOf(deps, named);
  const { environment, commit, planDigest } = planSet;
  const { rolloutId, rolloutKey } = named;
  const ledgerId = await deps.ledger.id();
  const scope = { rolloutKey, environment, commit, ledgerId, planDigest };
  const loaded = await load(deps, scope);
  const standing = await standingOf(deps, loaded, planSet, named, open);
  const chosen = choose(input, standing);
  const orgs = chosen.map((org) => affected(loaded, org, open));
  const refused =
    input.action === 'takeBack' ? await neededHubs(deps, loaded, orgs, standing, rolloutKey) : [];
  const { onBusyOrg, orgDeadlineMinutes = 60 } = loaded.release.policy;
  return {
    rolloutId,
    scope,
    orgs: orgs.filter(({ org }) => !refused.some((one) => one.org === org.org)),
    refused,
    groups: open.groups,
    isAllOpen: refused.length === 0 && [...open.orgs.keys()].every((org) => chosen.includes(org)),
    onBusyOrg,
    orgDeadlineMs: orgDeadlineMinutes * MINUTE_MS,
  };
}

async function planSetOf(deps: ActivityDeps, { rolloutKey }: NamedRollout): Promise<PlanSet> {
  try {
    return await deps.ledger.readPlanSet(rolloutKey);
  } catch (error) {
    if (!(error instanceof LedgerMissingError)) throw error;
    throw new RefusedError(
      `the ledger has no plan of rollout ${rolloutKey}: it wrote to no org, so there is nothing to remediate`,
    );
  }
}

async function standingOf(
  deps: ActivityDeps,
  loaded: Loaded,
  { orgs, environment }: PlanSet,
  { rolloutKey, reported }: NamedRollout,
  open: LeftOpen,
): Promise<Map<string, Standing>> {
  const names = orgs.map(({ org }) => org);
  const traces = await deps.ledger.readOrgTraces(environment, names, rolloutKey);
  const read = async (org: string): Promise<readonly [string, Standing]> => {
    if (open.orgs.has(org)) return [org, 'open'];
    const record = await deps.ledger.readOutcome(loaded.address(org), rolloutKey);
    // Something was begun, and its window ended without being closed: nobody knows how the org is.
    const unclosed = traces.get(org)?.snapshotCommit == null ? 'untouched' : 'stranded';
    return [org, record?.state ?? reported.get(org) ?? unclosed];
  };
  return new Map(await pMap(names, read, { concurrency: PARALLEL }));
}

/** An org that failed has taken itself back; a stranded one has not, wholly. */
const AFFECTED: Readonly<Record<AffectedInput['action'], readonly Standing[]>> = {
  takeBack: ['open', 'stranded', 'inProgress', 'deployed'],
  finish: ['open', 'stranded', 'inProgress', 'deployed', 'failed'],
};

function choose({ action, orgs }: AffectedInput, standing: Map<string, Standing>): string[] {
  const isAffected = (org: string): boolean =>
    AFFECTED[action].includes(standing.get(org) ?? 'untouched');
  if (orgs === undefined) return [...standing.keys()].filter(isAffected);
  const objections = orgs.flatMap((org) => {
    const state = standing.get(org);
    if (state === undefined) return [`${org} is no org of this rollout`];
    return isAffected(org) ? [] : [`${org} is ${state}: ${REASONS[action]}`];
  });
  if (objections.length > 0) throw new RefusedError(objections.join('; '), objections);
  return [...orgs];
}

const REASONS = {
  takeBack: 'there is nothing of it to take back, or it was deployed successfully and is preserved',
  finish: 'only orgs that failed, are stranded or were left open are finished',
} as const;

function affected(loaded: Loaded, org: string, open: LeftOpen): AffectedOrg {
  const { realOrgId, platform, parent } = loaded.binding(org);
  return {
    org: { org, realOrgId, platform },
    isHub: parent === null,
    window: open.orgs.get(org) ?? null,
  };
}

/** Hub resources go back only when no org that stays on the release refers to them. */
async function neededHubs(
  deps: ActivityDeps,
  loaded: Loaded,
  orgs: readonly AffectedOrg[],
  standing: ReadonlyMap<string, Standing>,
  rolloutKey: string,
): Promise<{ org: string; reason: string }[]> {
  const goes = new Set(orgs.map(({ org }) => org.org));
  const stays = [...standing]
    .filter(([org, state]) => !goes.has(org) && ['completed', 'open', 'deployed'].includes(state))
    .map(([org]) => org);
  const refused: { org: string; reason: string }[] = [];
  for (const { org, isHub } of orgs) {
    if (!isHub || stays.length === 0) continue;
    const plan = await deps.ledger.readPlan(loaded.address(org.org), rolloutKey);
    const written = new Set(plan.resources.filter(isWritten).map(({ key }) => key));
    const needs = (other: string): boolean =>
      loaded
        .render(other)
        .some(({ references }) =>
          references.some((key) => written.has(key) && loaded.ownerOf(other, key) === org.org),
        );
    const users = stays.filter((other) => other !== org.org && needs(other));
    if (users.length > 0)
      refused.push({
        org: org.org,
        reason: `${users.slice(0, 5).join(', ')} stay(s) on the release and build(s) on it: take these back first, or finish the hub`,
      });
  }
  return refused;
}
