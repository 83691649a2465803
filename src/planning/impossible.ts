import { applyChanges } from '../domain/apply.js';
import type { OrgPlan, ResourcePlan } from '../domain/org-plan.js';
import type { LiveResource } from '../domain/resource.js';
import type { KindDeclaration, OrgClient } from '../platforms/port.js';
import type { Loaded } from './loaded.js';
import { sharesIds } from './reach.js';
import { RefusedError } from './refused.js';
import type { SurveyedOrg } from './survey.js';

/** Refuses plans that make or change what the org's platform has no way to make or change. */
export function refuseImpossible(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, Pick<SurveyedOrg, 'live'>>,
  plans: ReadonlyMap<string, OrgPlan>,
  selected: readonly string[],
): void {
  const impossible = selected.flatMap((org) => {
    const plan = plans.get(org);
    if (plan === undefined) return [];
    const client = loaded.client(org);
    const { platform } = loaded.binding(org);
    return plan.resources.flatMap((resource) => {
      const live = surveyed.get(org)?.live.get(resource.key) ?? null;
      const problem =
        problemOf(resource, client.declares(resource.kind)) ??
        foreignReference(loaded, org, resource) ??
        objection(client, resource, live);
      return problem === null ? [] : [`${org}: ${resource.key}: ${platform} ${problem}`];
    });
  });
  if (impossible.length === 0) return;
  throw new RefusedError(
    `nothing was written: ${impossible.length} resource(s) are beyond what a rollout can do: ${impossible.slice(0, 5).join('; ')}`,
    impossible,
  );
}

function problemOf(
  { action, kind, name, changes }: ResourcePlan,
  declared: KindDeclaration | null,
): string | null {
  if (declared === null) return null;
  if (action === 'added' && !declared.creates)
    return `leaves making a ${kind} to people, and there is none named "${name}": make it, or correct the name`;
  if (action === 'modified' && declared.write === 'createOnly')
    return `cannot change a ${kind} (${changes.map(({ path }) => path).join(', ')}): make another one`;
  return null;
}

/** An id of another org means nothing where ids are each org's own. */
function foreignReference(loaded: Loaded, org: string, { key }: ResourcePlan): string | null {
  const { references = [] } = loaded.resourceOf(org, key) ?? {};
  for (const to of references) {
    const owner = loaded.ownerOf(org, to);
    if (owner !== null && owner !== org && !sharesIds(loaded, org, owner))
      return `cannot refer to ${to} of ${owner}: ids are each org's own, so give ${org} a resource like it`;
  }
  return null;
}

/** What the adapter has against the very body that the plan's changes come to. */
function objection(
  { objectionTo }: Pick<OrgClient, 'objectionTo'>,
  { action, kind, desired, changes }: ResourcePlan,
  live: LiveResource | null,
): string | null {
  if (objectionTo === undefined) return null;
  if (action === 'added') return objectionTo(kind, null, desired);
  if (live === null || changes.length === 0) return null;
  return objectionTo(kind, live, applyChanges(live.body, changes).body);
}
