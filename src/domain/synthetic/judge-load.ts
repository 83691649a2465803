import { checkFlows } from './check-flows.js';
import { checkOrders } from './check-orders.js';
import { cellsOf, checkQueues, type Cell } from './check-queues.js';
import { checkSip, type SipOutcome } from './check-sip.js';
import { checkWeights } from './check-weights.js';
import { evidenceOf } from './evidence.js';
import { findingText, type LoadFinding } from './finding.js';
import type { LoadOrder, LoadPlan, PlacedCall } from './load.js';
import type { StagingGateRule } from './rule.js';

/** `unknown`: nothing is shown to be wrong, and not all is shown to be right. */
export type LoadLabel = 'passed' | 'failed' | 'unknown';

/** One line of the table that people look at. */
export interface CellCount extends Pick<Cell, 'key' | 'skill' | 'language'> {
  readonly org: string;
  readonly calls: number;
  readonly answered: number;
  readonly meanWaitSeconds: number | null;
}

export interface LoadVerdict {
  readonly label: LoadLabel;
  /** In one sentence. */
  readonly reason: string;
  readonly calls: number;
  readonly findings: readonly LoadFinding[];
  readonly cells: readonly CellCount[];
}

/** Judges a load by what became of its calls. Calls that have not settled count as not answered where they wait in a queue. */
export function judgeLoad(
  plan: LoadPlan,
  rule: StagingGateRule,
  callsOf: (order: LoadOrder) => readonly PlacedCall[],
  sip: readonly SipOutcome[] = [],
): LoadVerdict {
  const evidence = evidenceOf(plan, rule, callsOf);
  const unable = plan.unable.map(({ org, text }): LoadFinding => ({
    kind: 'unknown',
    org,
    key: null,
    text,
  }));
  const findings = [
    ...evidence.flatMap((one) => [...checkFlows(one), ...checkWeights(one), ...checkQueues(one)]),
    ...checkOrders(plan, callsOf),
    ...checkSip(plan, rule, sip),
    ...unable,
  ];
  const calls = evidence.reduce((sum, one) => sum + one.calls.length, 0);
  const isNothing: LoadFinding[] =
    plan.orders.length === 0
      ? [{ kind: 'unknown', org: 'no org', key: null, text: 'the release has nothing to call' }]
      : [];
  const all = [...findings, ...isNothing].sort(faultsFirst);
  const label = labelOf(all);
  return {
    label,
    reason: reasonOf(label, calls, all),
    calls,
    findings: all,
    cells: evidence.flatMap((one) => cellsOf(one).map((cell) => countOf(one.org.org, cell))),
  };
}

function faultsFirst(one: LoadFinding, other: LoadFinding): number {
  return Number(one.kind === 'unknown') - Number(other.kind === 'unknown');
}

function labelOf(findings: readonly LoadFinding[]): LoadLabel {
  if (findings.some(({ kind }) => kind !== 'unknown')) return 'failed';
  return findings.length === 0 ? 'passed' : 'unknown';
}

function reasonOf(label: LoadLabel, calls: number, findings: readonly LoadFinding[]): string {
  const [first] = findings;
  if (first === undefined)
    return `${calls} test calls: weights, skills and waits are as the release has them, and no flow failed`;
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`;
  const what = label === 'failed' ? 'fails' : 'cannot be shown to be right';
  return `${what} under ${calls} test calls: ${findingText(first)}${more}`;
}

function countOf(org: string, { key, skill, language, calls }: Cell): CellCount {
  const waits = calls.flatMap(({ waitSeconds }) => waitSeconds ?? []);
  return {
    org,
    key,
    skill,
    language,
    calls: calls.length,
    answered: calls.filter(({ answered }) => answered).length,
    meanWaitSeconds:
      waits.length === 0
        ? null
        : Math.round((10 * waits.reduce((sum, one) => sum + one, 0)) / waits.length) / 10,
  };
}
