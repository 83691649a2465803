import { runningCounts, type RunningCounts } from './counts.js';
import type { CallInterval, Evidence, OrgEvidence } from './evidence.js';
import { looksOf, type Look } from './looks.js';
import { comparableStrata } from './strata.js';

export interface PreparedOrg {
  readonly org: string;
  readonly canary: boolean;
  /** Number of its stratum, from 0. */
  readonly stratum: number;
  /** On the grid of the time before the deployment. */
  readonly pre: RunningCounts;
  /** On the grid of the time after it. */
  readonly post: RunningCounts;
  /** The same two windows some weeks earlier. */
  readonly weeksAgo: (weeks: number) => Windows;
}

interface Windows {
  readonly pre: RunningCounts;
  readonly post: RunningCounts;
}

/** Evidence on a common grid of intervals, orgs in the order of their names. */
export interface Prepared {
  readonly orgs: readonly PreparedOrg[];
  readonly strata: number;
  readonly preSlots: number;
  readonly postSlots: number;
  readonly looks: readonly Look[];
}

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** Earlier than this before the deployment is history, not the state before it. */
const LONGEST_PRE_MS = 24 * 60 * MINUTE_MS;
/** A single org's reasons of its own would be taken for the weather. */
export const FEWEST_CONTROLS = 2;

interface Grid {
  readonly stepMs: number;
  readonly preStartMs: number;
  readonly preSlots: number;
  readonly postStartMs: number;
  readonly postSlots: number;
}

/** Puts the evidence on a grid: intervals that the deployment touches are dropped, as are those after the last check. */
export function prepare(evidence: Evidence): Prepared {
  const sorted = comparable(evidence.orgs).sort((a, b) => (a.org < b.org ? -1 : 1));
  const times = sorted.map((org) => byStart(org));
  const { looks, ...grid } = aroundLooks(evidence, gridOf(evidence, times));
  const names = comparableStrata(
    sorted.map(({ stratum, role }) => ({ stratum, canary: role === 'canary' })),
  );
  const strata = [...new Set(names)].sort();
  const orgs = sorted.map((org, at) =>
    prepareOrg(org, times[at]!, grid, strata.indexOf(names[at]!)),
  );
  return { orgs, strata: strata.length, preSlots: grid.preSlots, postSlots: grid.postSlots, looks };
}

/** Too few controls are none. */
function comparable(orgs: readonly OrgEvidence[]): OrgEvidence[] {
  const controls = orgs.filter(({ role }) => role === 'control').length;
  return orgs.filter(({ role }) => role === 'canary' || controls >= FEWEST_CONTROLS);
}

/** The looks on the grid. What a hold lasting weeks does not read is left out of it. */
function aroundLooks(evidence: Evidence, grid: Grid): Grid & { readonly looks: readonly Look[] } {
  const { postStartMs, stepMs } = grid;
  const looks = looksOf(
    evidence.checks.map((iso) => Date.parse(iso)),
    {
      deployedMs: Date.parse(evidence.deployment.to),
      postStartMs,
      stepMs,
      horizonMinutes: evidence.policy.horizonMinutes,
      settlingMs: (evidence.settlingMinutes ?? 0) * MINUTE_MS,
    },
  );
  const [first] = looks;
  if (first === undefined || first.holdBlock === 0) return { ...grid, looks };
  const unread = first.fromSlot;
  return {
    ...grid,
    postStartMs: postStartMs + unread * stepMs,
    postSlots: Math.max(0, grid.postSlots - unread),
    looks: looks.map((look) => ({
      ...look,
      fromSlot: look.fromSlot - unread,
      toSlot: look.toSlot - unread,
      latestSlot: look.latestSlot - unread,
    })),
  };
}

function byStart({ intervals }: OrgEvidence): Map<number, CallInterval> {
  return new Map(intervals.map((interval) => [Date.parse(interval.start), interval]));
}

function gridOf(evidence: Evidence, times: readonly ReadonlyMap<number, CallInterval>[]): Grid {
  const stepMs = evidence.intervalMinutes * MINUTE_MS;
  const fromMs = Date.parse(evidence.deployment.from);
  const toMs = Date.parse(evidence.deployment.to);
  const lastMs = Date.parse(evidence.checks.at(-1) ?? evidence.deployment.to);
  let earliestMs = fromMs;
  let phaseMs = 0;
  for (const starts of times)
    for (const ms of starts.keys()) {
      phaseMs = ms % stepMs;
      if (ms >= fromMs - LONGEST_PRE_MS && ms < earliestMs) earliestMs = ms;
    }
  const preEndMs = Math.floor((fromMs - phaseMs) / stepMs) * stepMs + phaseMs;
  const postStartMs = Math.ceil((toMs - phaseMs) / stepMs) * stepMs + phaseMs;
  const preSlots = Math.max(0, Math.round((preEndMs - earliestMs) / stepMs));
  const postSlots = Math.max(0, Math.floor((lastMs - postStartMs) / stepMs));
  return { stepMs, preStartMs: preEndMs - preSlots * stepMs, preSlots, postStartMs, postSlots };
}

function prepareOrg(
  { org, role }: OrgEvidence,
  intervals: ReadonlyMap<number, CallInterval>,
  grid: Grid,
  stratum: number,
): PreparedOrg {
  const read = (startMs: number, slots: number): RunningCounts =>
    runningCounts(
      Array.from({ length: slots }, (_, at) => intervals.get(startMs + at * grid.stepMs)),
    );
  const windows = (shiftMs: number): Windows => ({
    pre: read(grid.preStartMs - shiftMs, grid.preSlots),
    post: read(grid.postStartMs - shiftMs, grid.postSlots),
  });
  const past = new Map<number, Windows>();
  return {
    org,
    canary: role === 'canary',
    stratum,
    ...windows(0),
    weeksAgo: (weeks) => {
      const known = past.get(weeks) ?? windows(weeks * WEEK_MS);
      past.set(weeks, known);
      return known;
    },
  };
}
