import { FAULT_KINDS, type FaultKind } from './incident.js';
import { PROMISES, type Promised } from './checks/violation.js';

/** One run, as it counts. */
export interface RunResult {
  readonly seed: number;
  readonly seconds: number;
  readonly fired: readonly FaultKind[];
  /** The judge took a harmless release back, without any other reason. */
  readonly falseAlarm: boolean;
  readonly violations: readonly { readonly promise: Promised; readonly what: string }[];
}

export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** From so many runs on each kind of fault has to have fired in a tenth of them. */
const ENOUGH_RUNS = 200;
const FIRED_SHARE = 0.1;
const MEDIAN_SECONDS = 20;
/** What the judge says of its errors. */
const FALSE_ALARM_SHARE = 0.05;

export interface Tally {
  readonly figures: Readonly<Record<string, number>>;
  readonly targets: Readonly<Record<string, Target>>;
  readonly missed: readonly string[];
}

/** Sums runs up and holds them against the targets. */
export function tallyOf(runs: readonly RunResult[]): Tally {
  const seconds = runs.map((run) => run.seconds);
  const violations = runs.flatMap((run) => run.violations);
  const ofPromise = (promise: string): number =>
    violations.filter((violation) => violation.promise === promise).length;
  const figures: Record<string, number> = {
    runs: runs.length,
    violations: violations.length,
    ...Object.fromEntries(
      Object.keys(PROMISES).map((promise) => [`violations.${promise}`, ofPromise(promise)]),
    ),
    'falseAlarms.share': runs.filter(({ falseAlarm }) => falseAlarm).length / runs.length,
    'seconds.median': quantile(seconds, 0.5),
    'seconds.p90': quantile(seconds, 0.9),
    ...Object.fromEntries(
      FAULT_KINDS.map((kind) => [
        `fired.${kind}`,
        runs.filter(({ fired }) => fired.includes(kind)).length,
      ]),
    ),
  };
  const targets: Record<string, Target> = {
    violations: { atMost: 0 },
    'falseAlarms.share': { atMost: FALSE_ALARM_SHARE },
    'seconds.median': { atMost: MEDIAN_SECONDS },
  };
  if (runs.length >= ENOUGH_RUNS)
    for (const kind of FAULT_KINDS)
      targets[`fired.${kind}`] = { atLeast: Math.floor(runs.length * FIRED_SHARE) };
  const missed = Object.entries(targets)
    .filter(([name, target]) => !isMet(figures[name] ?? Number.NaN, target))
    .map(([name]) => name);
  return { figures, targets, missed };
}

function isMet(figure: number, { atLeast = -Infinity, atMost = Infinity }: Target): boolean {
  return figure >= atLeast && figure <= atMost;
}

/** The smallest value that a share of all is not above. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
