import pMap from 'p-map';
import { mayBeWritten } from '../domain/adjustment.js';
import type { AdvanceInput } from '../domain/base.js';
import type { OrgPlan } from '../domain/org-plan.js';
import type { LiveResource } from '../domain/resource.js';
import type { Loaded } from '../planning/loaded.js';
import { basesOf, find } from '../planning/survey.js';
import type { CallOptions } from '../platforms/port.js';
import type { ActivityDeps } from './deps.js';
import { adjustmentsOf, type OrgWork } from './org-work.js';
import { idsFor } from './targets.js';
import type { RunScope } from './types.js';

const PARALLEL = 4;

/** What an org has now of what its recorded plan names, with all that new bases are made of. */
export async function readBack(
  deps: ActivityDeps,
  loaded: Loaded,
  { rolloutKey }: RunScope,
  org: string,
  options: CallOptions,
): Promise<AdvanceInput & { readonly plan: OrgPlan }> {
  const plan = await deps.ledger.readPlan(loaded.address(org), rolloutKey);
  const client = loaded.client(org);
  const live: LiveResource[] = [];
  for (const resource of plan.resources) {
    const found = await find(client, resource, resource.id, options);
    if (found !== null) live.push(found);
  }
  const bases = await basesOf(deps, loaded, org);
  const idOf = await foreignIds({ deps, loaded, plan, client, options });
  const adjustments = await adjustmentsOf(deps, loaded, org, rolloutKey);
  return { bases, plan, live, idOf, adjusted: mayBeWritten(adjustments) };
}

/** Ids of what the org's resources refer to, its own and other orgs'. */
async function foreignIds(work: OrgWork): Promise<(key: string) => string | undefined> {
  const lookUps = await pMap(work.plan.resources, (resource) => idsFor(work, resource), {
    concurrency: PARALLEL,
  });
  return (key) => lookUps.map((idOf) => idOf(key)).find((id) => id !== undefined);
}
