import type { CallInterval, Evidence, OrgEvidence } from '../../../src/domain/canary/evidence.js';
import { policyFor } from '../../../src/domain/canary/policy.js';

/** One org's calls in an interval, as a test wants them. */
export interface Rates {
  readonly offered: number;
  readonly abandoned: number;
  readonly wait: number;
  readonly hits: number;
}

export const USUAL: Rates = { offered: 40, abandoned: 2, wait: 30, hits: 36 };
export const DEPLOYED_MS = Date.parse('2026-03-02T10:00:00.000Z');
const STEP_MS = 300_000;

export function iso(minutes: number): string {
  return new Date(DEPLOYED_MS + minutes * 60_000).toISOString();
}

export function interval(minute: number, rates: Partial<Rates> = {}): CallInterval {
  const { offered, abandoned, wait, hits } = { ...USUAL, ...rates };
  const answered = offered - abandoned;
  return {
    start: iso(minute),
    offered,
    answered,
    abandoned,
    waitSecondsTotal: answered * wait,
    strategyHits: hits,
    strategyAttempts: offered,
  };
}

/** Intervals from two hours before to an hour after; `after` may depend on the interval's number. */
export function intervalsOf(
  before: Partial<Rates> = {},
  after: (slot: number) => Partial<Rates> | null = () => before,
): CallInterval[] {
  const pre = Array.from({ length: 24 }, (_, at) => interval(-125 + 5 * at, before));
  const post = Array.from({ length: 12 }, (_, at) => {
    const rates = after(at);
    return rates === null ? [] : [interval(5 * at, { ...before, ...rates })];
  });
  return [...pre, ...post.flat()];
}

export function canary(
  org: string,
  intervals: readonly CallInterval[] = intervalsOf(),
  stratum = 's',
): OrgEvidence {
  return { org, stratum, role: 'canary', deployedAt: iso(0), intervals };
}

/** Controls a little different from each other, so that there is something to learn a spread from. */
export function controls(
  count: number,
  after: (slot: number) => Partial<Rates> = () => ({}),
  stratum = 's',
): OrgEvidence[] {
  return Array.from({ length: count }, (_, at) => {
    const offered = 38 + (at % 5);
    const wobble = (slot: number): Partial<Rates> => ({
      offered,
      abandoned: 2 + ((slot * 7 + at * 3) % 3 === 0 ? 1 : 0),
      wait: 29 + ((at * 5) % 4),
      hits: offered - 4,
      ...after(slot),
    });
    const intervals = intervalsOf({ offered, hits: offered - 4 }, wobble);
    return { org: `control_${at}`, stratum, role: 'control', deployedAt: null, intervals };
  });
}

export function evidenceOf(
  orgs: readonly OrgEvidence[],
  changes: Partial<Evidence> = {},
): Evidence {
  const checks = [15, 20, 25, 30, 35, 40, 45, 50, 55, 60].map(iso);
  return {
    intervalMinutes: STEP_MS / 60_000,
    deployment: { from: iso(-5), to: iso(0) },
    checks,
    policy: policyFor({ rung: 0, wave: 0, waves: 3, horizonMinutes: 60 }),
    seed: 'test',
    orgs,
    ...changes,
  };
}
