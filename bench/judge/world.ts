import type { CallInterval, Evidence, OrgEvidence } from '../../src/domain/canary/evidence.js';
import { policyFor } from '../../src/domain/canary/policy.js';
import { seededRandom } from '../../src/domain/random.js';
import { planWaves } from '../../src/domain/waves.js';
import { drawsOf, type Draws } from './draws.js';

/** A fleet's calls, and what befalls them. Rates are per org. */
export interface World {
  readonly orgs: number;
  readonly canaries: number;
  readonly callsPerInterval: number;
  readonly preMinutes: number;
  readonly abandonmentShare: number;
  readonly waitSeconds: number;
  /** Standard deviations of logarithms: between orgs, of their volumes, of what wanders in time. */
  readonly orgSpread: number;
  readonly volumeSkew: number;
  readonly noise: number;
  /** From one interval to the next. */
  readonly autocorrelation: number;
  /** Squared coefficient of variation of an interval's calls beyond Poisson's. */
  readonly overdispersion: number;
  readonly missingShare: number;
  /** Up to this many of an org's newest intervals are not there yet at a check. */
  readonly lateIntervals: number;
  readonly shock: Shock | null;
  /** What everybody's abandonment grows by over the whole time, 2.5 is two and a half times. */
  readonly ramp: number;
  readonly effect: Effect;
  /** Rung of the ladder of margins that passes are judged by. */
  readonly rung: number;
  /** The whole fleet is exposed: there are no controls, but weeks of history. */
  readonly everybodyExposed: boolean;
  /** With weeks of history, where everybody is exposed. */
  readonly history: boolean;
  /** Of the rollout's three waves, from 0. */
  readonly wave: number;
  /** Checks go on for so long. */
  readonly watchedMinutes: number;
}

export interface Shock {
  readonly hits: 'everybody' | 'carrier' | 'some';
  readonly abandonment: number;
  readonly wait: number;
  /** After the deployment; how long, Infinity for good. */
  readonly fromMinute: number;
  readonly minutes: number;
}

export interface Effect {
  readonly abandonment: number;
  readonly addedWaitSeconds: number;
  readonly lostHitPoints: number;
}

export const HORIZON_MINUTES = 60;
export const INTERVAL_MINUTES = 5;
/** The first after the stabilization. */
const FIRST_CHECK_MINUTES = 15;
const HISTORY_WEEKS = 8;
const HIT_SHARE = 0.9;
/** Waits of answered calls: so many wait at all, exponentially; mean 30 s and standard deviation 60 s. */
const WAITING_SHARE = 0.4;
const CARRIERS = ['x', 'y', 'z'];
const DEPLOYED_MS = Date.parse('2026-03-02T10:00:00.000Z');
const STEP_MS = INTERVAL_MINUTES * 60_000;

/** One rollout's evidence at the last check, and what each check before it had. */
export interface Drawn {
  readonly evidence: Evidence;
  /** Where data come late: the evidence at the last of these checks, numbers of them, as it was known then. */
  readonly atChecks: (checks: readonly number[]) => Evidence;
}

export function drawWorld(world: World, seed: string): Drawn {
  const draws = drawsOf(seededRandom(seed));
  const names = Array.from({ length: world.orgs }, (_, at) => ({
    org: `org_${String(at).padStart(3, '0')}`,
    stratum: `region/${CARRIERS[at % CARRIERS.length] ?? ''}`,
  }));
  const percents = [(100 * world.canaries) / world.orgs, 100];
  const first = planWaves({ orgs: names, percents, seed }).waves[0] ?? [];
  const canaries = new Set(world.everybodyExposed ? names.map(({ org }) => org) : first);
  const unlucky = Math.floor(draws.unit() * CARRIERS.length);
  const lateness = new Map<string, number>();
  const orgs = names.map(({ org, stratum }, at): OrgEvidence => {
    const isCanary = canaries.has(org);
    const isHit = hitBy(world.shock, at % CARRIERS.length === unlucky, draws);
    lateness.set(org, Math.floor(draws.unit() * (world.lateIntervals + 1)));
    const intervals = drawIntervals(world, isCanary, isHit, draws);
    return isCanary
      ? { org, stratum, role: 'canary', deployedAt: iso(DEPLOYED_MS), intervals }
      : { org, stratum, role: 'control', deployedAt: null, intervals };
  });
  const evidence: Evidence = {
    intervalMinutes: INTERVAL_MINUTES,
    deployment: { from: iso(DEPLOYED_MS - STEP_MS), to: iso(DEPLOYED_MS) },
    checks: checkMinutes(world).map((minutes) => iso(DEPLOYED_MS + minutes * 60_000)),
    policy: policyFor({
      rung: world.rung,
      wave: world.wave,
      waves: 3,
      horizonMinutes: HORIZON_MINUTES,
    }),
    seed,
    orgs,
  };
  return { evidence, atChecks: (checks) => asKnown(evidence, checks, lateness) };
}

/** Minutes from the deployment to each check. */
export function checkMinutes({ watchedMinutes }: World): number[] {
  const count = (watchedMinutes - FIRST_CHECK_MINUTES) / INTERVAL_MINUTES + 1;
  return Array.from({ length: count }, (_, at) => FIRST_CHECK_MINUTES + at * INTERVAL_MINUTES);
}

function hitBy(shock: Shock | null, ofUnluckyCarrier: boolean, { unit }: Draws): boolean {
  const one = unit();
  if (shock === null) return false;
  if (shock.hits === 'everybody') return true;
  return shock.hits === 'carrier' ? ofUnluckyCarrier : one < 0.3;
}

function drawIntervals(
  world: World,
  isCanary: boolean,
  isHit: boolean,
  draws: Draws,
): CallInterval[] {
  const level = world.orgSpread * draws.normal();
  const volume =
    world.callsPerInterval *
    Math.exp(world.volumeSkew * draws.normal() - world.volumeSkew ** 2 / 2);
  const slope = Math.log(world.ramp) * (1 + 0.3 * draws.normal());
  const weeks = world.history ? HISTORY_WEEKS : 0;
  const found: CallInterval[] = [];
  for (let week = weeks; week >= 0; week -= 1) {
    // What wanders in time does so anew each week.
    const now = { isCanary: isCanary && week === 0, isHit: isHit && week === 0 };
    found.push(...drawWeek(world, now, { level, volume, slope }, week, draws));
  }
  return found;
}

interface Levels {
  readonly level: number;
  readonly volume: number;
  readonly slope: number;
}

function drawWeek(
  world: World,
  { isCanary, isHit }: { readonly isCanary: boolean; readonly isHit: boolean },
  { level, volume, slope }: Levels,
  week: number,
  draws: Draws,
): CallInterval[] {
  const pre = world.preMinutes / INTERVAL_MINUTES;
  const post = world.watchedMinutes / INTERVAL_MINUTES;
  const { noise, autocorrelation, overdispersion, shock, effect } = world;
  const fresh = Math.sqrt(1 - autocorrelation ** 2);
  let ofWait = draws.normal();
  let ofAbandonment = draws.normal();
  const found: CallInterval[] = [];
  for (let slot = -pre - 1; slot < post; slot += 1) {
    ofWait = autocorrelation * ofWait + fresh * draws.normal();
    ofAbandonment = autocorrelation * ofAbandonment + fresh * draws.normal();
    if (slot === -1 || draws.unit() < world.missingShare) continue;
    const minute = slot * INTERVAL_MINUTES;
    const shocked =
      shock !== null &&
      isHit &&
      minute >= shock.fromMinute &&
      minute < shock.fromMinute + shock.minutes;
    const grown = slope * ((slot + pre + 1) / (pre + post));
    const released = isCanary && slot >= 0;
    const busy = grown + level;
    const abandonment =
      world.abandonmentShare *
      Math.exp(busy + noise * (0.7 * ofWait + 0.714 * ofAbandonment)) *
      (shocked ? shock.abandonment : 1) *
      (released ? effect.abandonment : 1);
    const wait =
      world.waitSeconds * Math.exp(busy + noise * ofWait) * (shocked ? shock.wait : 1) +
      (released ? effect.addedWaitSeconds : 0);
    const crowd = overdispersion > 0 ? draws.gamma(1 / overdispersion) * overdispersion : 1;
    const hits = HIT_SHARE - (released ? effect.lostHitPoints / 100 : 0);
    found.push(
      drawInterval(minute, week, { offered: volume * crowd, abandonment, wait, hits }, draws),
    );
  }
  return found;
}

function drawInterval(
  minute: number,
  week: number,
  rates: { offered: number; abandonment: number; wait: number; hits: number },
  draws: Draws,
): CallInterval {
  const offered = draws.poisson(rates.offered);
  const abandoned = draws.binomial(offered, Math.min(0.95, rates.abandonment));
  const answered = offered - abandoned;
  const waiting = draws.binomial(answered, WAITING_SHARE);
  return {
    start: iso(DEPLOYED_MS + minute * 60_000 - week * 7 * 24 * 3_600_000),
    offered,
    answered,
    abandoned,
    waitSecondsTotal: Math.round(draws.gamma(waiting) * (rates.wait / WAITING_SHARE)),
    strategyHits: draws.binomial(offered, rates.hits),
    strategyAttempts: offered,
  };
}

/** Each org's newest intervals arrive later. */
function asKnown(
  evidence: Evidence,
  numbers: readonly number[],
  lateness: ReadonlyMap<string, number>,
): Evidence {
  const checks = numbers.map((at) => evidence.checks[at] ?? '');
  const now = Date.parse(checks.at(-1) ?? '');
  const orgs = evidence.orgs.map((org) => {
    const until = now - (1 + (lateness.get(org.org) ?? 0)) * STEP_MS;
    return { ...org, intervals: org.intervals.filter(({ start }) => Date.parse(start) <= until) };
  });
  return { ...evidence, checks, orgs };
}

const TEXTS = new Map<number, string>();

/** Kept: the same instants come again in every world. */
function iso(ms: number): string {
  let text = TEXTS.get(ms);
  if (text === undefined) {
    text = new Date(ms).toISOString();
    TEXTS.set(ms, text);
  }
  return text;
}
