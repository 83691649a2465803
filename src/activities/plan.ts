import { ApplicationFailure } from '@temporalio/activity';
import pMap from 'p-map';
import { resourceLayers } from '../domain/graph.js';
import type { OrgPlan, PlanCounts } from '../domain/org-plan.js';
import { assembleOrgPlan, countActions, planResource, writesOf } from '../domain/plan.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { designWaves } from './design.js';
import { sha256 } from './hash.js';
import { load, type Loaded } from './loaded.js';
import { missingReferences } from './preflight.js';
import { desiredBody, survey, type SurveyedOrg } from './survey.js';
import type { Activities, PlanInput, PlanResult } from './types.js';

const SENSITIVE_LINES = 20;

export function planActivities(deps: ActivityDeps): Pick<Activities, 'planOrgs'> {
  return {
    planOrgs: (input) =>
      attempt(async (options) => {
        const loaded = await load(deps, input.scope);
        const all = loaded.orgs.map(({ org }) => org);
        const selected = all.filter((org) => isSelected(loaded, input, org));
        // Every org is read, selected or not: what others refer to must exist, and controls must be told apart.
        // One that is not selected and does not answer costs nobody anything: it is no control.
        const surveyed = await survey(deps, loaded, all, options, (org) => !selected.includes(org));
        const read = all.filter((org) => surveyed.has(org));
        const plans = new Map(read.map((org) => [org, planOrg(loaded, surveyed, org)]));
        refuseMissing(loaded, surveyed, plans, selected);
        await record(deps, loaded, input, selected, plans);
        return summarise(loaded, plans, selected, input);
      }),
  };
}

/** What a rollout has to do to one org, against what it has now. */
export function planOrg(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
  org: string,
): OrgPlan {
  const found = surveyed.get(org);
  if (found === undefined) throw new Error(`${org} was not surveyed`);
  const layers = resourceLayers(found.rendered);
  const { onConflict, gates } = loaded.release.policy;
  const resources = found.rendered.map((rendered) =>
    planResource({
      rendered,
      desired: desiredBody(loaded, surveyed, org, rendered),
      live: found.live.get(rendered.key) ?? null,
      base: found.bases[rendered.key] ?? null,
      onConflict,
      sensitivePaths: gates.also ?? [],
      layer: layers.get(rendered.key) ?? 0,
    }),
  );
  return assembleOrgPlan({
    org,
    realOrgId: loaded.binding(org).realOrgId,
    environment: loaded.environment.name,
    commit: loaded.release.commit,
    releaseDigest: loaded.release.digest,
    resources,
    hash: sha256,
  });
}

function isSelected(loaded: Loaded, { only, except }: PlanInput, org: string): boolean {
  const named = (names: readonly string[]): boolean =>
    names.includes(org) || names.includes(loaded.groupName(org));
  return (only === undefined || named(only)) && !(except !== undefined && named(except));
}

function refuseMissing(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
  plans: ReadonlyMap<string, OrgPlan>,
  selected: readonly string[],
): void {
  const changes = (owner: string, key: string): boolean =>
    plans
      .get(owner)
      ?.resources.some((r) => r.key === key && (r.action === 'added' || r.changes.length > 0)) ??
    false;
  const broughtBy = (owner: string, key: string): boolean =>
    selected.includes(owner) && changes(owner, key);
  const missing = selected.flatMap((org) => [
    ...missingReferences(loaded, surveyed, org, broughtBy),
    ...leftBehind(loaded, org, (owner, key) => !selected.includes(owner) && changes(owner, key)),
  ]);
  if (missing.length === 0) return;
  throw ApplicationFailure.create({
    message: `nothing was written: ${missing.length} reference(s) are missing: ${missing.slice(0, 10).join('; ')}`,
    type: 'Refused',
    nonRetryable: true,
    details: [missing.slice(0, 200)],
  });
}

/** References to what this release changes in an org that the rollout leaves out. */
function leftBehind(
  loaded: Loaded,
  org: string,
  isBehind: (owner: string, key: string) => boolean,
): string[] {
  return loaded.render(org).flatMap((resource) =>
    resource.references.flatMap((key) => {
      const owner = loaded.ownerOf(org, key);
      if (owner === null || !isBehind(owner, key)) return [];
      return [
        `${org}: ${resource.key} refers to ${key}, which this release changes in ${owner}, and ${owner} is left out`,
      ];
    }),
  );
}

async function record(
  deps: ActivityDeps,
  loaded: Loaded,
  { scope }: PlanInput,
  selected: readonly string[],
  plans: ReadonlyMap<string, OrgPlan>,
): Promise<void> {
  await pMap(
    selected,
    async (org) => {
      const plan = plans.get(org);
      if (plan !== undefined)
        await deps.ledger.writePlan(loaded.address(org), scope.rolloutKey, plan);
    },
    { concurrency: 4 },
  );
}

function summarise(
  loaded: Loaded,
  plans: ReadonlyMap<string, OrgPlan>,
  selected: readonly string[],
  input: PlanInput,
): PlanResult {
  const chosen = selected.flatMap((org) => plans.get(org) ?? []);
  const resources = chosen.flatMap((plan) => plan.resources);
  const written = chosen.filter((plan) => writesOf(plan) > 0).map(({ org }) => org);
  return {
    planDigest: sha256(
      chosen
        .map((plan) => plan.digest)
        .sort()
        .join('\n'),
    ),
    counts: chosen.map(countActions).reduce(addCounts, NO_CHANGES),
    writes: chosen.reduce((sum, plan) => sum + writesOf(plan), 0),
    sensitive: sensitiveLines(chosen),
    conflicts: resources.flatMap((r) => r.held).filter((h) => h.reason === 'conflict').length,
    // A path that is not there can hide no person's edit.
    unbased: resources
      .flatMap((resource) => resource.changes)
      .filter((change) => change.unbased === true && change.from !== undefined).length,
    waves: designWaves(loaded, plans, written, input.scope.rolloutKey),
    unchanged: selected.filter((org) => !written.includes(org)),
  };
}

const NO_CHANGES: PlanCounts = { added: 0, modified: 0, unchanged: 0, kept: 0, conflict: 0 };

function addCounts(sum: PlanCounts, counts: PlanCounts): PlanCounts {
  return {
    added: sum.added + counts.added,
    modified: sum.modified + counts.modified,
    unchanged: sum.unchanged + counts.unchanged,
    kept: sum.kept + counts.kept,
    conflict: sum.conflict + counts.conflict,
  };
}

/** One line a resource key, with how many orgs it concerns: sixty orgs with one weight changed are one line. */
function sensitiveLines(plans: readonly OrgPlan[]): string[] {
  const orgs = new Map<string, number>();
  for (const plan of plans)
    for (const resource of plan.resources)
      for (const sensitivity of resource.sensitive) {
        const line = `${sensitivity.replaceAll('_', ' ')}: ${resource.key}`;
        orgs.set(line, (orgs.get(line) ?? 0) + 1);
      }
  return [...orgs].map(([line, count]) => `${line} in ${count} org(s)`).slice(0, SENSITIVE_LINES);
}
