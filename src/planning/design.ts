import { exposedOrgs } from '../domain/exposure.js';
import { groupTiers } from '../domain/graph.js';
import type { OrgPlan } from '../domain/org-plan.js';
import { isWritten } from '../domain/plan.js';
import type { OrgRef, PlannedWave } from '../domain/rollout-plan.js';
import { planWaves } from '../domain/waves.js';
import type { Loaded } from './loaded.js';

const HUB = 'hub';

/**
 * The design of the experiment: the hub as wave 0, then subs drawn at random within strata of carrier and region,
 * and for each wave the orgs that it can be compared with: not yet touched, and not exposed through the hub.
 */
export function designWaves(
  loaded: Loaded,
  plans: ReadonlyMap<string, OrgPlan>,
  written: readonly string[],
  seed: string,
): PlannedWave[] {
  const isHub = (org: string): boolean => loaded.binding(org).parent === null;
  const hubs = written.filter(isHub);
  const { wavePercents } = loaded.release.policy;
  const subs = written
    .filter((org) => !isHub(org))
    .map((org) => ({ org, stratum: stratumOf(loaded, org) }));
  const drawn = planWaves({ orgs: subs, percents: wavePercents, seed });
  const exposed = exposedByHub(loaded, plans, hubs);
  const contents = [
    ...(hubs.length > 0 ? [{ name: HUB, orgs: hubs }] : []),
    ...named(drawn, wavePercents),
  ];
  const first = hubs.length > 0 ? 0 : 1;
  let touched: readonly string[] = [];
  return contents.map(({ name, orgs }, position) => {
    touched = [...touched, ...orgs];
    const done = touched;
    const controls = loaded.orgs
      .map(({ org }) => org)
      .filter((org) => plans.has(org) && !done.includes(org) && !exposed.has(org));
    const index = first + position;
    const reached = name === HUB ? [...exposed].filter((org) => !done.includes(org)) : [];
    return {
      index,
      name,
      gate: gateName(name),
      groups: byGroup(loaded, orgs),
      exposed: reached,
      controls,
    };
  });
}

/** Carrier and region: what weather has in common. */
export function stratumOf(loaded: Loaded, org: string): string {
  const { region, carrier } = loaded.binding(org);
  return `${region}/${carrier}`;
}

function named(
  waves: readonly (readonly string[])[],
  percents: readonly number[],
): { name: string; orgs: readonly string[] }[] {
  // Small fleets need fewer waves than percentages; the last one always completes.
  const used = [...percents.slice(0, Math.max(waves.length - 1, 0)), 100];
  return waves.map((orgs, position) => ({ name: `${used[position] ?? 100} %`, orgs }));
}

function gateName(name: string): string {
  return `expand-${name.replace(' %', '')}`;
}

function exposedByHub(
  loaded: Loaded,
  plans: ReadonlyMap<string, OrgPlan>,
  hubs: readonly string[],
): ReadonlySet<string> {
  const changedKeys = hubs.flatMap((org) =>
    (plans.get(org)?.resources ?? []).filter(isWritten).map(({ key }) => ({ org, key })),
  );
  const references = loaded.orgs.flatMap(({ org }) =>
    loaded.render(org).flatMap((resource) =>
      resource.references.flatMap((key) => {
        const owner = loaded.ownerOf(org, key);
        return owner === null ? [] : [{ org, key: resource.key, to: { org: owner, key } }];
      }),
    ),
  );
  return exposedOrgs({ changedKeys, references });
}

/** The wave's orgs by group, groups in dependency order. */
function byGroup(
  loaded: Loaded,
  orgs: readonly string[],
): { group: string; orgs: readonly OrgRef[] }[] {
  return groupTiers(loaded)
    .flat()
    .map((group) => ({
      group,
      orgs: orgs.filter((org) => loaded.groupName(org) === group).map((org) => refOf(loaded, org)),
    }))
    .filter((entry) => entry.orgs.length > 0);
}

function refOf(loaded: Loaded, org: string): OrgRef {
  const { realOrgId, platform, carrier } = loaded.binding(org);
  return { org, realOrgId, platform, carrier };
}
