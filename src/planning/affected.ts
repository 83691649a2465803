import pMap from 'p-map';
import { isWritten } from '../domain/plan.js';
import type { RemediationAction } from '../domain/remediation-words.js';
import type { OrgState } from '../domain/rollout-status.js';
import { LedgerMissingError, type Ledger, type PlanSet } from '../ledger/port.js';
import type { PlanningDeps } from './deps.js';
import { load, type Loaded } from './loaded.js';
import { RefusedError } from './refused.js';

const PARALLEL = 8;

/** How a planned org stands: in an open window, or as was written down when its window was closed. */
export type Standing = OrgState | 'open';

export interface AffectedDeps extends PlanningDeps {
  readonly ledger: Pick<
    Ledger,
    | 'readPlanSet'
    | 'readOrgTraces'
    | 'readOutcome'
    | 'readReport'
    | 'readPlan'
    | 'readSnapshot'
    | 'readManyBases'
    | 'overtakenBy'
  >;
}

export interface AffectedRequest {
  readonly rolloutKey: string;
  readonly action: RemediationAction;
  /** Logical ids; absent: every affected org. */
  readonly orgs?: readonly string[];
  /** Logical ids of orgs whose windows are open. */
  readonly open: readonly string[];
}

export interface Affected {
  /** As the report has it; null without one. */
  readonly rolloutId: string | null;
  readonly planSet: PlanSet;
  readonly loaded: Loaded;
  readonly orgs: readonly string[];
  /** Affected orgs that have to be left alone, with the reason. */
  readonly refused: readonly { readonly org: string; readonly reason: string }[];
}

/**
 * The orgs that a rollout left in trouble, or open, by the ledger.
 * @throws RefusedError where it wrote nothing, or where an org that was named is not affected
 */
export async function findAffected(
  deps: AffectedDeps,
  request: AffectedRequest,
): Promise<Affected> {
  const { rolloutKey, action } = request;
  const planSet = await planSetOf(deps, rolloutKey);
  const loaded = await load(deps, planSet);
  const report = await reportOf(deps, rolloutKey);
  const standing = await standingOf(deps, loaded, planSet, {
    ...request,
    reported: report.outcomes,
  });
  const chosen = choose(request, standing);
  const refused =
    action === 'takeBack' ? await neededHubs(deps, loaded, chosen, standing, rolloutKey) : [];
  const orgs = chosen.filter((org) => !refused.some((one) => one.org === org));
  return { rolloutId: report.rolloutId, planSet, loaded, orgs, refused };
}

async function planSetOf({ ledger }: AffectedDeps, rolloutKey: string): Promise<PlanSet> {
  try {
    return await ledger.readPlanSet(rolloutKey);
  } catch (error) {
    if (!(error instanceof LedgerMissingError)) throw error;
    throw new RefusedError(
      `the ledger has no plan of rollout ${rolloutKey}: it wrote to no org, so there is nothing to remediate`,
    );
  }
}

interface Report {
  readonly rolloutId: string | null;
  readonly outcomes: ReadonlyMap<string, OrgState>;
}

async function reportOf({ ledger }: AffectedDeps, rolloutKey: string): Promise<Report> {
  try {
    const files = await ledger.readReport(rolloutKey);
    const report = JSON.parse(files['report.json'] ?? '{}') as {
      rolloutId?: string;
      status?: { outcomes?: readonly { org: string; state: OrgState }[] };
    };
    const outcomes = (report.status?.outcomes ?? []).map(({ org, state }) => [org, state] as const);
    return { rolloutId: report.rolloutId ?? null, outcomes: new Map(outcomes) };
  } catch (error) {
    if (error instanceof LedgerMissingError) return { rolloutId: null, outcomes: new Map() };
    throw error;
  }
}

/** What was written down last counts: a remediation's outcome before the report's. */
async function standingOf(
  { ledger }: AffectedDeps,
  loaded: Loaded,
  { orgs, environment }: PlanSet,
  {
    rolloutKey,
    open,
    reported,
  }: Pick<AffectedRequest, 'rolloutKey' | 'open'> & { readonly reported: Report['outcomes'] },
): Promise<Map<string, Standing>> {
  const names = orgs.map(({ org }) => org);
  const traces = await ledger.readOrgTraces(environment, names, rolloutKey);
  const read = async (org: string): Promise<readonly [string, Standing]> => {
    if (open.includes(org)) return [org, 'open'];
    const record = await ledger.readOutcome(loaded.address(org), rolloutKey);
    // Something was begun, and its window ended without being closed: nobody knows how the org is.
    const unclosed = traces.get(org)?.snapshotCommit == null ? 'untouched' : 'stranded';
    return [org, record?.state ?? reported.get(org) ?? unclosed];
  };
  return new Map(await pMap(names, read, { concurrency: PARALLEL }));
}

/** An org that failed has taken itself back; a stranded one has not, wholly. */
const AFFECTED: Readonly<Record<RemediationAction, readonly Standing[]>> = {
  takeBack: ['open', 'stranded', 'inProgress', 'deployed'],
  finish: ['open', 'stranded', 'inProgress', 'deployed', 'failed'],
};

const WHY_NOT: Readonly<Record<RemediationAction, string>> = {
  takeBack: 'nothing of it is to be taken back; what was deployed successfully is preserved',
  finish: 'only orgs that failed, are stranded or were left open are finished',
};

function choose(
  { action, orgs }: AffectedRequest,
  standing: ReadonlyMap<string, Standing>,
): string[] {
  const isAffected = (org: string): boolean =>
    AFFECTED[action].includes(standing.get(org) ?? 'untouched');
  if (orgs === undefined) return [...standing.keys()].filter(isAffected);
  const objections = orgs.flatMap((org) => {
    const state = standing.get(org);
    if (state === undefined) return [`${org} is no org of this rollout`];
    return isAffected(org) ? [] : [`${org} is ${state}: ${WHY_NOT[action]}`];
  });
  if (objections.length > 0) throw new RefusedError(objections.join('; '), objections);
  return [...new Set(orgs)];
}

/** Hub resources go back only when no org that stays on the release refers to them. */
async function neededHubs(
  { ledger }: AffectedDeps,
  loaded: Loaded,
  chosen: readonly string[],
  standing: ReadonlyMap<string, Standing>,
  rolloutKey: string,
): Promise<{ org: string; reason: string }[]> {
  const stays = [...standing]
    .filter(([org, state]) => !chosen.includes(org) && STAYING.includes(state))
    .map(([org]) => org);
  const refused: { org: string; reason: string }[] = [];
  for (const hub of chosen.filter((org) => loaded.binding(org).parent === null)) {
    if (stays.length === 0) break;
    const { resources } = await ledger.readPlan(loaded.address(hub), rolloutKey);
    const written = new Set(resources.filter(isWritten).map(({ key }) => key));
    const users = stays.filter((org) => refersTo(loaded, org, hub, written));
    if (users.length > 0) refused.push({ org: hub, reason: needed(users) });
  }
  return refused;
}

const STAYING: readonly Standing[] = ['completed', 'open', 'deployed'];

function refersTo(loaded: Loaded, org: string, hub: string, keys: ReadonlySet<string>): boolean {
  return loaded
    .render(org)
    .some(({ references }) =>
      references.some((key) => keys.has(key) && loaded.ownerOf(org, key) === hub),
    );
}

function needed(users: readonly string[]): string {
  const shown = users.slice(0, 5).join(', ');
  return `${shown} stay(s) on the release and build(s) on it: take these back first, or finish the hub`;
}
