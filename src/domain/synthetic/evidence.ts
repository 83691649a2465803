import type { LoadOrder, LoadPlan, OrgUnderLoad, PlacedCall } from './load.js';
import type { StagingGateRule } from './rule.js';

/** A call with the order that placed it. */
export interface OrderedCall {
  readonly order: LoadOrder;
  readonly call: PlacedCall;
}

/** What a check of one org goes by. */
export interface OrgEvidence {
  readonly org: OrgUnderLoad;
  readonly calls: readonly OrderedCall[];
  /** Of every org: a flow may send callers to a strategy of another one. */
  readonly everyCall: readonly OrderedCall[];
  /** Strategies and queues, of any org, that some flow sends callers to. */
  readonly sentTo: ReadonlySet<string>;
  readonly rule: StagingGateRule;
  /** Of one test. */
  readonly significance: number;
}

/** Org by org. `callsOf` gives the calls of an order; none where they cannot be read. */
export function evidenceOf(
  plan: LoadPlan,
  rule: StagingGateRule,
  callsOf: (order: LoadOrder) => readonly PlacedCall[],
): OrgEvidence[] {
  const significance = rule.significance / Math.max(1, plan.tests);
  const everyCall = plan.orders.flatMap((order) => callsOf(order).map((call) => ({ order, call })));
  const sentTo = new Set(plan.orgs.flatMap(({ flows }) => flows.flatMap((flow) => flow.sendsTo)));
  return plan.orgs.map((org) => ({
    org,
    rule,
    significance,
    calls: everyCall.filter(({ order }) => order.org === org.org),
    everyCall,
    sentTo,
  }));
}

/** Counts by name, the most frequent first. */
export function countsOf(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
