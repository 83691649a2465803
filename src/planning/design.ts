import type { Experiment, ExperimentOrg } from '../domain/experiment.js';
import type { OrgPlan } from '../domain/org-plan.js';
import { isWritten } from '../domain/plan.js';
import type { OrgRef, PlannedWave } from '../domain/rollout-plan.js';
import { planVolumeWaves } from '../domain/volume-waves.js';
import { volumeClasses } from '../domain/volume-class.js';
import type { PlannedOrgs } from '../domain/wave-controls.js';
import { layOutWaves } from '../domain/wave-controls.js';
import { planWaves, type Candidate, type Draw } from '../domain/waves.js';
import type { Loaded } from './loaded.js';
import { outlooksOf, refusalOf } from './outlook.js';
import { reachIn } from './reach.js';
import { NO_TELEMETRY, type RecentTelemetry } from './recent-calls.js';
import type { SurveyedOrg } from './survey.js';

const HUB = 'hub';
const HOLDOUT = 'holdout';

export interface DesignRequest {
  readonly loaded: Loaded;
  /** Of every org that answered, selected or not. */
  readonly plans: ReadonlyMap<string, OrgPlan>;
  /** The orgs as they were just read; null where a recorded plan is read again. */
  readonly surveyed: ReadonlyMap<string, SurveyedOrg> | null;
  /** Selected orgs that get something written, in the environment's order. */
  readonly written: readonly string[];
  readonly seed: string;
  readonly telemetry?: RecentTelemetry;
}

/**
 * The design of the experiment: the hub as wave 0, then subs drawn at random within strata of region, carrier and
 * volume, at the end those that policy holds out; for each wave the orgs that it can be compared with, and how long it
 * takes to see what.
 */
export function designExperiment(request: DesignRequest): Experiment {
  const { loaded, plans, written, seed, telemetry = NO_TELEMETRY } = request;
  const isHub = (org: string): boolean => loaded.binding(org).parent === null;
  const subs = written.filter((org) => !isHub(org));
  const strata = strataOf(loaded, telemetry);
  const draw = drawnFrom(request, subs, strata);
  const changedIn = (org: string): { org: string; key: string }[] =>
    (plans.get(org)?.resources ?? []).filter(isWritten).map(({ key }) => ({ org, key }));
  const first = written.some(isHub) ? 0 : 1;
  const waves = layOutWaves({
    waves: namedWaves(loaded, written.filter(isHub), draw),
    candidates: new Set(subs),
    known: loaded.orgs.map(({ org }) => org).filter((org) => plans.has(org)),
    changedIn,
    reach: reachIn(loaded, request.surveyed),
  }).map((wave, at) => ({ ...wave, index: first + at }));
  const orgs = loaded.orgs.map(({ org }): ExperimentOrg => ({
    org,
    stratum: strata.get(org) ?? '',
    candidate: subs.includes(org),
    callsPerHour: telemetry.calls.get(org)?.callsPerHour ?? null,
  }));
  const design = { seed, levelsCut: draw.levelsCut, orgs };
  const outlooks = outlooksOf(loaded.release.policy, design, waves, telemetry);
  const planned = waves.map((wave, at): PlannedWave => {
    const { index, name, orgs: names, exposed, controls } = wave;
    const [gate, groups] = [gateName(name), byGroup(loaded, names)];
    const outlook = outlooks[at];
    const ahead = outlook === undefined ? {} : { outlook };
    return { index, name, gate, groups, exposed, controls, ...ahead };
  });
  const due = new Map([...plans].filter(([org]) => written.includes(org)));
  const refusal = refusalOf(loaded.release.policy, planned, due);
  return { ...design, waves: planned, refusal };
}

/** Region, carrier: what weather has in common; and volume, for an org whose calls are known. */
function strataOf(loaded: Loaded, { calls }: RecentTelemetry): Map<string, string> {
  const names = loaded.orgs.map(({ org }) => org);
  const volumes = new Map(names.map((org) => [org, calls.get(org)?.callsPerHour ?? null]));
  const classes = volumeClasses(volumes);
  return new Map(
    names.map((org) => [org, `${stratumOf(loaded, org)}/${classes.get(org) ?? 'unknown'}`]),
  );
}

/** Region and carrier. */
export function stratumOf(loaded: Loaded, org: string): string {
  const { region, carrier } = loaded.binding(org);
  return `${region}/${carrier}`;
}

function drawnFrom(
  { loaded, plans, seed, telemetry = NO_TELEMETRY }: DesignRequest,
  subs: readonly string[],
  strata: ReadonlyMap<string, string>,
): Draw {
  const { wavePercents, wavesBy, holdout } = loaded.release.policy;
  const groups = holdout?.groups ?? [];
  const input = {
    orgs: subs.map((org): Candidate => {
      const after = bringersOf(loaded, plans, org).filter((one) => subs.includes(one));
      return { org, stratum: strata.get(org) ?? '', after };
    }),
    percents: wavePercents,
    seed,
    holdout: {
      percent: holdout?.percent ?? 0,
      orgs: subs.filter((org) => groups.includes(loaded.groupName(org))),
    },
  };
  const byCallers =
    wavesBy === 'callers'
      ? planVolumeWaves({ ...input, callsOf: callsOf(loaded, subs, telemetry) })
      : null;
  return byCallers ?? planWaves(input);
}

/** A day's calls as the environment gives them for all, else those of late: one measure for everybody. */
function callsOf(
  loaded: Loaded,
  subs: readonly string[],
  { calls }: RecentTelemetry,
): (org: string) => number | null {
  const given = new Map(subs.map((org) => [org, loaded.binding(org).hourlyCalls]));
  if ([...given.values()].every((hours) => hours !== undefined))
    return (org) => (given.get(org) ?? []).reduce((sum, hour) => sum + hour, 0);
  return (org) => calls.get(org)?.callsPerHour ?? null;
}

/** Other orgs that hold something that this release changes and the org refers to. */
function bringersOf(loaded: Loaded, plans: ReadonlyMap<string, OrgPlan>, org: string): string[] {
  const owners = loaded.render(org).flatMap(({ references }) =>
    references.flatMap((key) => {
      const owner = loaded.ownerOf(org, key);
      const plan = owner === null || owner === org ? undefined : plans.get(owner);
      const changed = plan?.resources.some((one) => one.key === key && isWritten(one)) === true;
      return changed && owner !== null ? [owner] : [];
    }),
  );
  return [...new Set(owners)];
}

function namedWaves(loaded: Loaded, hubs: readonly string[], draw: Draw): PlannedOrgs[] {
  const { wavePercents } = loaded.release.policy;
  // Small fleets need fewer waves than percentages; the last one always completes.
  const used = [...wavePercents.slice(0, Math.max(draw.waves.length - 1, 0)), 100];
  return [
    ...(hubs.length > 0 ? [{ name: HUB, orgs: hubs }] : []),
    ...draw.waves.map((orgs, position) => ({ name: `${used[position] ?? 100} %`, orgs })),
    ...(draw.holdout.length > 0 ? [{ name: HOLDOUT, orgs: draw.holdout }] : []),
  ];
}

function gateName(name: string): string {
  return `expand-${name.replace(' %', '')}`;
}

/** The wave's orgs by group, groups in dependency order. */
function byGroup(
  loaded: Loaded,
  orgs: readonly string[],
): { group: string; orgs: readonly OrgRef[] }[] {
  return loaded
    .groupOrder()
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
