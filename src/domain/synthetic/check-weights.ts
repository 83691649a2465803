import { sharesOf } from '../capacity/routing.js';
import { binomialTail } from './binomial.js';
import { chiSquareTest } from './chi-square.js';
import { countsOf, type OrgEvidence } from './evidence.js';
import type { LoadFinding } from './finding.js';
import type { PlacedCall, StrategyUnderLoad } from './load.js';

const LEAST_EXPECTED = 5;

/** Calls of a strategy must spread as the release's weights say, and hardly any may overflow. */
export function checkWeights(evidence: OrgEvidence): LoadFinding[] {
  const { org, strategies } = evidence.org;
  return strategies.flatMap((strategy) => {
    const calls = evidence.everyCall
      .map(({ call }) => call)
      .filter(({ strategyId }) => strategyId === strategy.id);
    if (calls.length === 0 && !evidence.sentTo.has(strategy.id)) return [];
    const spread = spreadOf(strategy, calls);
    const found = [
      ...nowhere(spread),
      ...overflow(spread, evidence),
      ...byWeight(spread, evidence),
    ];
    return found.map(({ kind, text }) => ({ kind, text, org, key: strategy.key }));
  });
}

type Found = Pick<LoadFinding, 'kind' | 'text'>;

/** Where the calls of a strategy went. */
interface Spread {
  readonly calls: readonly PlacedCall[];
  readonly shares: Readonly<Record<string, number>>;
  /** Queues that the release sends no caller to who could be served at once, with how many came all the same. */
  readonly impossible: readonly [string, number][];
  /** To a later priority. */
  readonly overflowed: number;
  /** Names a queue. */
  readonly nameOf: (id: string) => string;
  /** By queue of the first priority with a weight, in the order of `shares`. */
  readonly taken: ReadonlyMap<string, number>;
}

function spreadOf({ targets }: StrategyUnderLoad, calls: readonly PlacedCall[]): Spread {
  const shares = sharesOf(targets);
  const takes = (id: string): boolean => (shares[id] ?? 0) > 0;
  const first = Math.min(...targets.filter(({ id }) => takes(id)).map(({ priority }) => priority));
  const fallbacks = targets.filter(({ id, priority }) => !takes(id) && priority !== first);
  const came = countsOf(calls.flatMap(({ queueId }) => queueId ?? []));
  const isFallback = (id: string): boolean => fallbacks.some((target) => target.id === id);
  const counts = new Map(came);
  return {
    calls,
    shares,
    nameOf: (id) => targets.find((target) => target.id === id)?.key ?? id,
    impossible: came.filter(([id]) => !takes(id) && !isFallback(id)),
    overflowed: came.reduce((sum, [id, count]) => sum + (isFallback(id) ? count : 0), 0),
    taken: new Map(
      Object.keys(shares)
        .filter(takes)
        .map((id) => [id, counts.get(id) ?? 0]),
    ),
  };
}

function nowhere({ calls, impossible, nameOf }: Spread): Found[] {
  const none = calls.filter(({ settled, queueId }) => settled && queueId === null).length;
  const lost = `${none} of ${calls.length} calls found no queue`;
  return [
    ...(none === 0 ? [] : [{ kind: 'weights', text: lost } as const]),
    ...impossible.map(
      ([id, count]) =>
        ({
          kind: 'weights',
          text: `${count} of ${calls.length} calls went to ${nameOf(id)}, which has no weight in the release`,
        }) as const,
    ),
  ];
}

function overflow({ calls, overflowed }: Spread, { rule, significance }: OrgEvidence): Found[] {
  if (binomialTail(overflowed, calls.length, rule.lateRatio) >= significance) return [];
  const text = `${overflowed} of ${calls.length} calls went to queues of a later priority: the first has wrong weights, or too few agents`;
  return [{ kind: 'weights', text }];
}

function byWeight({ taken, shares, nameOf }: Spread, { significance }: OrgEvidence): Found[] {
  const observed = [...taken.values()];
  const total = observed.reduce((sum, count) => sum + count, 0);
  const expected = [...taken.keys()].map((id) => total * (shares[id] ?? 0));
  if (total < LEAST_EXPECTED || Math.min(...expected) < LEAST_EXPECTED) {
    const text = `only ${total} calls came to its queues, of which ${LEAST_EXPECTED} are to be expected at each: its weights are not shown to be met`;
    return [{ kind: 'unknown', text }];
  }
  if (observed.length < 2) return [];
  const { statistic, p } = chiSquareTest(observed, expected);
  if (p >= significance) return [];
  const lines = [...taken].map(
    ([id, count], at) =>
      `${nameOf(id)} got ${count} where ${(expected[at] ?? 0).toFixed(0)} are due`,
  );
  const text = `its weights are not met: ${lines.join(', ')} (χ² ${statistic.toFixed(1)}, p ${p < 1e-6 ? '< 0.000001' : p.toPrecision(2)})`;
  return [{ kind: 'weights', text }];
}
