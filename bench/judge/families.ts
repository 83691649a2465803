import type { World } from './world.js';

/**
 * What the release really does in a family, and what is therefore asked of the judge. `untold`: a shock that nothing in
 * the evidence tells from the release; nothing is asked, the figure is shown.
 */
export type Truth = 'healthy' | 'shocked' | 'bad' | 'borderline' | 'untold';

export interface Family {
  readonly name: string;
  readonly truth: Truth;
  readonly changes: Partial<World>;
  /** One org's calls are too few to pass in an hour: a person decides, and no share of passes is asked for. */
  readonly oneOrg?: boolean;
  /** Further waves of the same rollout: the run counts as failed where any of them does. */
  readonly then?: readonly Partial<World>[];
}

export const FLEETS = [
  { name: '30/3', orgs: 30, canaries: 3 },
  { name: '60/6', orgs: 60, canaries: 6 },
] as const;

export const NO_EFFECT = { abandonment: 1, addedWaitSeconds: 0, lostHitPoints: 0 };

/** The prototype's world: quiet, with a longer time before. */
export const COMMON: Omit<World, 'orgs' | 'canaries'> = {
  callsPerInterval: 40,
  preMinutes: 180,
  abandonmentShare: 0.05,
  waitSeconds: 30,
  orgSpread: 0.3,
  volumeSkew: 0.2,
  noise: 0.2,
  autocorrelation: 0.5,
  overdispersion: 0,
  missingShare: 0,
  lateIntervals: 0,
  shock: null,
  ramp: 1,
  effect: NO_EFFECT,
  rung: 0,
  everybodyExposed: false,
  history: false,
  wave: 0,
  watchedMinutes: 60,
};

const outage = { abandonment: 3, wait: 2, fromMinute: 0, minutes: Infinity };
const twice = { ...NO_EFFECT, abandonment: 2 };

const hubForAll = { everybodyExposed: true, history: true, ramp: 2, preMinutes: 60 };

export const FAMILIES: readonly Family[] = [
  { name: 'A/A quiet', truth: 'healthy', changes: {} },
  { name: 'A/A pre 60 min', truth: 'healthy', changes: { preMinutes: 60 } },
  { name: 'A/A volume skew', truth: 'healthy', changes: { volumeSkew: 0.9 } },
  { name: 'A/A autocorrelation', truth: 'healthy', changes: { autocorrelation: 0.9 } },
  { name: 'A/A overdispersion', truth: 'healthy', changes: { overdispersion: 0.3, noise: 0.35 } },
  { name: 'A/A missing, late', truth: 'healthy', changes: { missingShare: 0.1, lateIntervals: 2 } },
  { name: 'A/A peak ramp', truth: 'shocked', changes: { ramp: 3 } },
  {
    name: 'A/A outage, all',
    truth: 'shocked',
    changes: { shock: { hits: 'everybody', ...outage } },
  },
  {
    name: 'A/A outage, carrier',
    truth: 'shocked',
    changes: { shock: { hits: 'carrier', ...outage } },
  },
  { name: 'A/A outage, 30 %', truth: 'shocked', changes: { shock: { hits: 'some', ...outage } } },
  {
    name: 'A/A one bad interval',
    truth: 'shocked',
    changes: { shock: { hits: 'some', abandonment: 8, wait: 4, fromMinute: 10, minutes: 5 } },
  },
  { name: 'A/A exposed hub, 40 %', truth: 'healthy', changes: { canaries: -0.4 } },
  { name: 'A/A exposed hub, all', truth: 'healthy', changes: hubForAll },
  // One org, drawn from nobody: Student's t stands in. Its budget is that of a later wave.
  { name: 'A/A hub alone', truth: 'healthy', oneOrg: true, changes: { canaries: 1, wave: 1 } },
  {
    name: 'A/A hub alone, few calls',
    truth: 'healthy',
    oneOrg: true,
    changes: { canaries: 1, wave: 1, callsPerInterval: 10, noise: 0.4 },
  },
  {
    name: 'A/A exposed hub, all, in outage',
    truth: 'untold',
    changes: { ...hubForAll, shock: { hits: 'everybody', ...outage } },
  },
  {
    name: 'A/A rollout: 3 waves, hold 2 h',
    truth: 'healthy',
    changes: { watchedMinutes: 180 },
    then: [
      { canaries: -0.5, wave: 1, rung: 1 },
      { everybodyExposed: true, wave: 2, rung: 1 },
    ],
  },
  {
    name: 'abandonment x1.5',
    truth: 'bad',
    changes: { effect: { ...NO_EFFECT, abandonment: 1.5 } },
  },
  { name: 'abandonment x2', truth: 'bad', changes: { effect: twice } },
  { name: 'abandonment x2, pre 60 min', truth: 'bad', changes: { effect: twice, preMinutes: 60 } },
  {
    name: 'abandonment x2 in outage',
    truth: 'bad',
    changes: { effect: twice, shock: { hits: 'everybody', ...outage } },
  },
  { name: 'abandonment x2, hub 40 %', truth: 'bad', changes: { effect: twice, canaries: -0.4 } },
  {
    name: 'abandonment x2, hub all',
    truth: 'bad',
    changes: { ...hubForAll, effect: twice },
  },
  {
    name: 'speed of answer +10 s',
    truth: 'bad',
    changes: { effect: { ...NO_EFFECT, addedWaitSeconds: 10 } },
  },
  {
    name: 'speed of answer +20 s',
    truth: 'bad',
    changes: { effect: { ...NO_EFFECT, addedWaitSeconds: 20 } },
  },
  {
    name: 'speed of answer +20 s, pre 60 min',
    truth: 'bad',
    changes: { effect: { ...NO_EFFECT, addedWaitSeconds: 20 }, preMinutes: 60 },
  },
  {
    name: 'hit rate -10 points',
    truth: 'bad',
    changes: { effect: { ...NO_EFFECT, lostHitPoints: 10 } },
  },
  {
    name: 'abandonment +15 %, last rung',
    truth: 'borderline',
    changes: { effect: { ...NO_EFFECT, abandonment: 1.15 }, rung: 2 },
  },
  {
    name: 'speed of answer +10 s, last rung',
    truth: 'borderline',
    changes: { effect: { ...NO_EFFECT, addedWaitSeconds: 10 }, rung: 2 },
  },
  { name: 'abandonment x2, at its margin', truth: 'borderline', changes: { effect: twice } },
];

/** The worlds of a run, one for each wave. A share of the fleet is written as a negative number of canaries. */
export function worldsOf(family: Family, fleet: { orgs: number; canaries: number }): World[] {
  return [family.changes, ...(family.then ?? [])].map((wave) => {
    const { canaries = fleet.canaries, ...changes } = wave;
    return {
      ...COMMON,
      orgs: fleet.orgs,
      canaries: canaries < 0 ? Math.round(-canaries * fleet.orgs) : canaries,
      ...changes,
    };
  });
}
