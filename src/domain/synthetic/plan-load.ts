import { sharesOf } from '../capacity/routing.js';
import type {
  FlowUnderLoad,
  LoadOrder,
  LoadPlan,
  OrgUnderLoad,
  QueueUnderLoad,
  StrategyUnderLoad,
} from './load.js';
import type { CallerKind, StagingGateRule } from './rule.js';
import { callsForCell, callsForWeights } from './sizing.js';

/** More in one order would make a large answer; platforms take no more at once. */
const MOST_PER_ORDER = 500;

/**
 * Which calls go where: through each flow at production's volume, scaled, for as long as it takes to have the calls that its
 * strategies' weights are checked with; and straight into each queue, with its skill and each language that is spoken.
 * `name` begins the ids of the orders.
 */
export function planLoad(
  orgs: readonly OrgUnderLoad[],
  rule: StagingGateRule,
  name: string,
): LoadPlan {
  const tests = orgs.reduce((sum, org) => sum + testsOf(org), 0);
  const significance = rule.significance / Math.max(1, tests);
  const strategies = orgs.flatMap((org) => org.strategies);
  const planned = orgs.map((org) => planOrg({ ...org, strategies }, rule, significance));
  const orders = planned.flatMap(({ orders }) => orders);
  return {
    orgs,
    orders: orders.map((order, at) => ({ ...order, id: `${name}-${at + 1}` })),
    minutes: Math.max(0, ...orders.map(({ withinSeconds }) => withinSeconds / 60)),
    tests,
    unable: planned.flatMap(({ unable }) => unable),
  };
}

/** The kinds of callers that a queue is called by: its own skill, with its language and with each that is spoken. */
export function callersOfQueue(queue: QueueUnderLoad, org: OrgUnderLoad): CallerKind[] {
  const { skill } = queue;
  const languages = new Set([queue.language, ...org.callers.map(({ language }) => language)]);
  // Where somebody's language is known, nobody speaks none.
  if (languages.size > 1) languages.delete(null);
  return [...languages].map((language) => ({ skill, language }));
}

type Ordered = Omit<LoadOrder, 'id'>;

interface PlannedOrg {
  readonly orders: readonly Ordered[];
  readonly unable: LoadPlan['unable'];
}

/** Of each strategy its weights and what overflows; of each queue and flow by caller who waits, and in turn. */
function testsOf(org: OrgUnderLoad): number {
  const queues = org.queues.reduce((sum, queue) => sum + callersOfQueue(queue, org).length, 0);
  return 2 * (org.strategies.length + queues + org.flows.length * org.callers.length);
}

/** `org` with the strategies of all orgs: a flow may send callers to any. */
function planOrg(org: OrgUnderLoad, rule: StagingGateRule, significance: number): PlannedOrg {
  const { callsPerHour } = org;
  const orders = org.queues.flatMap((queue) => queueOrders(queue, org, rule, significance));
  if (org.flows.length === 0) return { orders, unable: [] };
  if (callsPerHour === null || callsPerHour === 0)
    return { orders, unable: [{ org: org.org, text: NO_VOLUME }] };
  const flows = org.flows.map((flow) =>
    planFlow(flow, org, rule, { significance, callsPerHour: callsPerHour / org.flows.length }),
  );
  return {
    orders: [...orders, ...flows.flatMap((flow) => flow.orders)],
    unable: flows.flatMap((flow) => flow.unable),
  };
}

const NO_VOLUME =
  'nobody knows how many callers production has: give its calls_per_hour in environments/, or those of this environment';

function queueOrders(
  queue: QueueUnderLoad,
  org: OrgUnderLoad,
  rule: StagingGateRule,
  significance: number,
): Ordered[] {
  const entry = { kind: 'queue', key: queue.key, id: queue.id } as const;
  return callersOfQueue(queue, org).map((caller) => ({
    ...caller,
    org: org.org,
    entry,
    count: callsForCell(rule, significance),
    withinSeconds: Math.ceil(rule.windowMinutes * 60),
    patienceSeconds: rule.longestWaitSeconds,
  }));
}

function planFlow(
  flow: FlowUnderLoad,
  org: OrgUnderLoad,
  rule: StagingGateRule,
  { significance, callsPerHour }: { significance: number; callsPerHour: number },
): PlannedOrg {
  const strategies = org.strategies.filter(({ id }) => flow.sendsTo.includes(id));
  const least = callsForCell(rule, significance) * org.callers.length;
  const needed = strategies.map((one) => callsOf(one, rule, significance) * flow.sendsTo.length);
  const wanted = Math.max(least, ...needed);
  const minutes = Math.max(rule.windowMinutes, (wanted / callsPerHour) * 60);
  const placed = Math.min(minutes, rule.longestMinutes);
  const count = Math.ceil((callsPerHour * placed) / 60);
  const entry = { kind: 'flow', key: flow.key, id: flow.id } as const;
  const orders = org.callers.flatMap((caller) =>
    parts(Math.ceil(count / org.callers.length)).map((part) => ({
      ...caller,
      org: org.org,
      entry,
      count: part,
      withinSeconds: Math.ceil(placed * 60),
      patienceSeconds: rule.longestWaitSeconds,
    })),
  );
  const text = `${flow.key} would have to be called ${wanted} times, which takes ${Math.ceil(minutes)} min at ${callsPerHour.toFixed(0)} calls/h: raise volume_scale or longest_minutes, or let larger errors pass (weight_error_points)`;
  return { orders, unable: minutes <= rule.longestMinutes ? [] : [{ org: org.org, text }] };
}

function callsOf(
  { targets }: StrategyUnderLoad,
  rule: StagingGateRule,
  significance: number,
): number {
  return callsForWeights(Object.values(sharesOf(targets)), rule, significance);
}

function parts(count: number): number[] {
  const all = Math.ceil(count / MOST_PER_ORDER);
  return Array.from({ length: all }, (_, at) =>
    Math.min(MOST_PER_ORDER, count - at * MOST_PER_ORDER),
  );
}
