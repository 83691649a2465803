import { ownMember } from './own-member.js';
import type { OrgRef, PlannedWave } from './rollout-plan.js';

/** How many orgs of a set may fail: a number, or percent of the set, rounded down. */
export type Limit = { readonly orgs: number } | { readonly percent: number };

/** Limits by name; `default` is that of all others, null: they have none. */
export interface LimitsByName {
  readonly default: Limit | null;
  readonly named: Readonly<Record<string, Limit>>;
}

/** When failed orgs trip the breaker. */
export interface FailureTolerance {
  /** Of the orgs of one wave. */
  readonly wave: Limit;
  /** Of the orgs of one group, in all waves together. Absent: groups have no limit of their own. */
  readonly group?: LimitsByName;
  /** Of the orgs of one carrier, in all waves together. */
  readonly carrier?: LimitsByName;
  /** Fewer orgs at once as failures accrue, so that no more fail than tolerated and one. */
  readonly strict: boolean;
}

/** One limit, as it stands for some orgs that are about to be deployed. */
export interface Allowance {
  /** Whose limit it is, for people: `wave 10 %`, `group eu_central`, `carrier intrado`. */
  readonly of: string;
  /** How many may fail in all. */
  readonly tolerated: number;
  /** How many of them failed before. */
  readonly failedBefore: number;
  /** Those of the orgs in question that it counts, logical ids. */
  readonly orgs: readonly string[];
}

interface Question {
  readonly tolerance: FailureTolerance;
  readonly waves: readonly PlannedWave[];
  readonly wave: PlannedWave;
  readonly group: string;
  /** Logical ids of all that failed so far. */
  readonly failed: ReadonlySet<string>;
}

/** The limits that a group of a wave is deployed under. Subs build on the hub: of wave 0 nothing may fail. */
export function allowancesOf({ tolerance, waves, wave, group, failed }: Question): Allowance[] {
  const orgs = members([wave], (name) => name === group);
  const allowance = (of: string, limit: Limit | null, set: readonly OrgRef[]): Allowance[] =>
    limit === null ? [] : [asAllowance({ of, limit, set, orgs, failed })];
  const inWave = members([wave], () => true);
  const waveLimit = wave.index === 0 ? { orgs: 0 } : tolerance.wave;
  const carriers = new Set(orgs.flatMap(({ carrier }) => carrier ?? []));
  return [
    ...allowance(`wave ${wave.name}`, waveLimit, inWave),
    ...allowance(
      `group ${group}`,
      limitFor(tolerance.group, group),
      members(waves, (name) => name === group),
    ),
    ...[...carriers].flatMap((carrier) =>
      allowance(
        `carrier ${carrier}`,
        limitFor(tolerance.carrier, carrier),
        members(waves, () => true).filter((org) => org.carrier === carrier),
      ),
    ),
  ];
}

/** The first limit that is exceeded by these failures besides those before, or null. */
export function exceeded(
  allowances: readonly Allowance[],
  failed: ReadonlySet<string>,
): Allowance | null {
  return allowances.find((allowance) => leftOf(allowance, failed) < 0) ?? null;
}

/**
 * True where one more org may be started beside those that run. `strict`: even if all of them failed, no limit would
 * be exceeded by more than one.
 */
export function mayStart(
  allowances: readonly Allowance[],
  org: string,
  now: { readonly running: readonly string[]; readonly failed: ReadonlySet<string> },
): boolean {
  return allowances
    .filter(({ orgs }) => orgs.includes(org))
    .every((allowance) => {
      const running = now.running.filter((other) => allowance.orgs.includes(other));
      return running.length <= leftOf(allowance, now.failed);
    });
}

/** How many may still fail; below 0 it is exceeded. */
function leftOf({ tolerated, failedBefore, orgs }: Allowance, failed: ReadonlySet<string>): number {
  return tolerated - failedBefore - orgs.filter((org) => failed.has(org)).length;
}

function asAllowance(request: {
  readonly of: string;
  readonly limit: Limit;
  /** All that the limit counts. */
  readonly set: readonly OrgRef[];
  /** Those that are about to be deployed. */
  readonly orgs: readonly OrgRef[];
  readonly failed: ReadonlySet<string>;
}): Allowance {
  const { of, limit, set, failed } = request;
  const counted = new Set(set.map(({ org }) => org));
  const orgs = request.orgs.map(({ org }) => org).filter((org) => counted.has(org));
  const before = [...counted].filter((org) => failed.has(org) && !orgs.includes(org));
  const tolerated =
    'orgs' in limit ? limit.orgs : Math.floor((counted.size * limit.percent) / 100 + 1e-9);
  return { of, tolerated, failedBefore: before.length, orgs };
}

function limitFor(limits: LimitsByName | undefined, name: string): Limit | null {
  return limits === undefined ? null : (ownMember(limits.named, name) ?? limits.default);
}

function members(
  waves: readonly PlannedWave[],
  wanted: (group: string) => boolean,
): readonly OrgRef[] {
  return waves
    .flatMap(({ groups }) => groups)
    .filter(({ group }) => wanted(group))
    .flatMap(({ orgs }) => orgs);
}
