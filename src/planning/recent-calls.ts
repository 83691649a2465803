import pMap from 'p-map';
import type { CallInterval } from '../domain/canary/evidence.js';
import type { RecentCalls } from '../domain/experiment.js';
import { WireError, type CallOptions } from '../platforms/port.js';
import type { Loaded } from './loaded.js';
import { platformNow } from './platform-now.js';
import { PARALLEL_ORGS } from './survey.js';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const INTERVAL_MINUTES = 5;
/** A platform's newest minutes are not complete. */
const SETTLING_MINUTES = 10;
/** A window with more gaps than this tells nothing: the judge's own rule. */
const LEAST_KNOWN_SHARE = 0.5;
/** The judge compares with no fewer weeks than these. */
const EARLIER_WEEKS = [1, 2, 3, 4];
/** Orgs that are asked for earlier weeks: what one keeps, others of the platform keep too. */
const ASKED_FOR_WEEKS = 3;
/** An org that makes us wait longer than this for its turn (wall) has no data: a plan is not held up by it. */
const LONGEST_WAIT_MS = 15_000;

/** What the orgs' telemetry tells of them before a rollout. */
export interface RecentTelemetry {
  /** By org; those that could not be read are absent. */
  readonly calls: ReadonlyMap<string, RecentCalls>;
  /** True where the same hours of earlier weeks can be read. */
  readonly hasEarlierWeeks: boolean;
}

export const NO_TELEMETRY: RecentTelemetry = { calls: new Map(), hasEarlierWeeks: false };

/**
 * The orgs' calls of late: the last `minutes` whose counts are complete, platform time. Telemetry that cannot be read
 * is no error here: it is missing. The one place that knows how the port tells of calls before a rollout.
 */
export async function readRecentCalls(
  loaded: Loaded,
  orgs: readonly string[],
  minutes: number,
  options: CallOptions,
): Promise<RecentTelemetry> {
  if (orgs.length === 0) return NO_TELEMETRY;
  const patient = { ...options, longestWaitMs: LONGEST_WAIT_MS };
  const nowMs = await unlessUnreadable(() => platformNow(loaded, orgs, patient));
  if (nowMs === null) return NO_TELEMETRY;
  const toMs = settledAt(nowMs);
  const read = (org: string, weeksAgo: number): Promise<RecentCalls | null> =>
    unlessUnreadable(() => callsOf(loaded, org, toMs - weeksAgo * WEEK_MS, minutes, patient));
  const found = await pMap(
    orgs,
    async (org) => {
      const calls = await read(org, 0);
      return calls === null ? [] : [[org, calls] as const];
    },
    { concurrency: PARALLEL_ORGS },
  );
  const calls = new Map(found.flat());
  const asked = [...calls.keys()].slice(0, ASKED_FOR_WEEKS);
  const weeks = await Promise.all(
    asked.flatMap((org) => EARLIER_WEEKS.map((week) => read(org, week))),
  );
  return { calls, hasEarlierWeeks: weeks.length > 0 && weeks.every((week) => week !== null) };
}

/** The end of the newest minute whose counts are complete, platform time. */
export function settledAt(nowMs: number): number {
  return Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - SETTLING_MINUTES * MINUTE_MS;
}

/** An org's calls of the minutes up to an instant; null where the platform does not know most of them. */
export async function callsOf(
  loaded: Loaded,
  org: string,
  toMs: number,
  minutes: number,
  options: CallOptions,
): Promise<RecentCalls | null> {
  const fromMs = toMs - minutes * MINUTE_MS;
  const window = { fromMs, toMs, intervalMinutes: INTERVAL_MINUTES };
  const intervals = await loaded.client(org).callIntervals(window, options);
  if (intervals.length * INTERVAL_MINUTES < LEAST_KNOWN_SHARE * minutes) return null;
  const sum = (of: (interval: CallInterval) => number): number =>
    intervals.reduce((total, interval) => total + of(interval), 0);
  const offered = sum((interval) => interval.offered);
  const answered = sum((interval) => interval.answered);
  const attempts = sum(({ strategyAttempts }) => strategyAttempts);
  // By what was counted: an interval that is missing is never zero.
  const anHour = 60 / (intervals.length * INTERVAL_MINUTES);
  return {
    callsPerHour: offered * anHour,
    abandonmentShare: sum(({ abandoned }) => abandoned) / Math.max(1, offered),
    waitSeconds: sum(({ waitSecondsTotal }) => waitSecondsTotal) / Math.max(1, answered),
    attemptsPerHour: attempts * anHour,
    hitShare: sum(({ strategyHits }) => strategyHits) / Math.max(1, attempts),
  };
}

/** Null where an org does not answer, or refuses; a cancellation is thrown on. */
export async function unlessUnreadable<Found>(read: () => Promise<Found>): Promise<Found | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
    return null;
  }
}
