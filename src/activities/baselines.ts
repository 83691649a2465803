import pMap from 'p-map';
import { advanceBases } from '../domain/base.js';
import type { LiveResource } from '../domain/resource.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { load, type Loaded } from '../planning/loaded.js';
import type { OrgWork } from './org-work.js';
import { basesOf, find } from '../planning/survey.js';
import { idsFor } from './targets.js';
import type { Activities, RunScope } from './types.js';

const PARALLEL = 4;

export function baselineActivities(deps: ActivityDeps): Pick<Activities, 'recordBaselines'> {
  return {
    recordBaselines: ({ scope, orgs }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        await pMap(orgs, (org) => recordBaseline(deps, loaded, scope, org, options), {
          concurrency: PARALLEL,
        });
      }),
  };
}

/** Reads back what the org has now: only what equals its target becomes the base of the next merge. */
async function recordBaseline(
  deps: ActivityDeps,
  loaded: Loaded,
  { rolloutKey }: RunScope,
  org: string,
  options: CallOptions,
): Promise<void> {
  const address = loaded.address(org);
  const plan = await deps.ledger.readPlan(address, rolloutKey);
  const client = loaded.client(org);
  const live: LiveResource[] = [];
  for (const resource of plan.resources) {
    const found = await find(client, resource, resource.id, options);
    if (found !== null) live.push(found);
  }
  const bases = await basesOf(deps, loaded, org);
  const idOf = await foreignIds({ deps, loaded, plan, client, options });
  const next = advanceBases({ bases, plan, live, idOf });
  const why = `on release ${plan.releaseDigest.slice(0, 12)}, rollout ${rolloutKey}`;
  await deps.ledger.writeBases(address, next, why);
}

/** Ids of what the org's resources refer to, its own and other orgs'. */
export async function foreignIds(work: OrgWork): Promise<(key: string) => string | undefined> {
  const lookUps = await pMap(work.plan.resources, (resource) => idsFor(work, resource), {
    concurrency: PARALLEL,
  });
  return (key) => lookUps.map((idOf) => idOf(key)).find((id) => id !== undefined);
}
