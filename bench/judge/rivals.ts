import type { CallInterval, Evidence } from '../../src/domain/canary/evidence.js';
import { classify, type Direction } from './kayenta.js';

/** What other methods say of the same evidence. */
export interface Rivals {
  /** The guide's thresholds on the canaries' own change, after a quarter of an hour. */
  readonly raw15: boolean;
  /** Kayenta on the canaries' intervals after an hour against those before. */
  readonly kayentaPrePost: boolean;
  /** Against the controls' intervals of the same time. */
  readonly kayentaConcurrent: boolean;
}

interface Series {
  readonly direction: Direction;
  readonly of: (calls: readonly CallInterval[]) => number | null;
}

const SERIES: readonly Series[] = [
  {
    direction: 'increase',
    of: (calls) =>
      ratio(
        calls,
        (c) => c.abandoned,
        (c) => c.offered,
      ),
  },
  {
    direction: 'increase',
    of: (calls) =>
      ratio(
        calls,
        (c) => c.waitSecondsTotal,
        (c) => c.answered,
      ),
  },
  {
    direction: 'decrease',
    of: (calls) =>
      ratio(
        calls,
        (c) => c.strategyHits,
        (c) => c.strategyAttempts,
      ),
  },
];

export function rivalsOn(evidence: Evidence, hourMs = 3_600_000): Rivals {
  const { from, to } = evidence.deployment;
  const toMs = Date.parse(to);
  const fromMs = Date.parse(from);
  // Instants that are written alike are in order as texts.
  const within = (role: 'canary' | 'control', startMs: number, endMs: number): CallInterval[] => {
    const [start, end] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()];
    return evidence.orgs
      .filter((org) => org.role === role)
      .flatMap(({ intervals }) => intervals.filter((one) => one.start >= start && one.start < end));
  };
  const before = within('canary', fromMs - hourMs, fromMs);
  const after = within('canary', toMs, toMs + hourMs);
  const beside = within('control', toMs, toMs + hourMs);
  const kayenta = (control: readonly CallInterval[]): boolean =>
    SERIES.some(({ direction, of }) => {
      const label = classify(byInterval(control, of), byInterval(after, of), direction);
      return label === 'High' || label === 'Low';
    });
  return {
    raw15: rawThresholds(before, within('canary', toMs, toMs + hourMs / 4)),
    kayentaPrePost: kayenta(before),
    kayentaConcurrent: kayenta(beside),
  };
}

function rawThresholds(before: readonly CallInterval[], after: readonly CallInterval[]): boolean {
  const [abandonment, wait, hits] = SERIES.map(({ of }) => [of(before), of(after)] as const);
  const moved = (pair: readonly (number | null)[] | undefined): readonly [number, number] =>
    pair === undefined || pair[0] === null || pair[1] === null ? [1, 1] : [pair[0]!, pair[1]!];
  const [a0, a1] = moved(abandonment);
  const [w0, w1] = moved(wait);
  const [h0, h1] = moved(hits);
  return a1 > 1.15 * a0 || w1 > w0 + 10 || h1 < h0 - 0.05;
}

function byInterval(calls: readonly CallInterval[], of: Series['of']): number[] {
  const groups = new Map<string, CallInterval[]>();
  for (const call of calls) {
    const group = groups.get(call.start);
    if (group === undefined) groups.set(call.start, [call]);
    else group.push(call);
  }
  return [...groups.values()].map(of).filter((value) => value !== null);
}

function ratio(
  calls: readonly CallInterval[],
  amount: (call: CallInterval) => number,
  size: (call: CallInterval) => number,
): number | null {
  const total = calls.reduce((sum, call) => sum + size(call), 0);
  return total === 0 ? null : calls.reduce((sum, call) => sum + amount(call), 0) / total;
}
