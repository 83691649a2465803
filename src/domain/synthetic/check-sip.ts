import { binomialTail } from './binomial.js';
import type { LoadFinding } from './finding.js';
import type { LoadPlan } from './load.js';
import type { StagingGateRule } from './rule.js';
import type { SipOrder, SipResult } from './sip.js';

/** An order by SIP with how it came out. */
export interface SipOutcome extends SipResult {
  readonly org: string;
}

/** Calls of an org for its trunks, as many as come in within the window; `number` is dialled for all kinds of callers. */
export function sipOrderFor(
  { org, callers, callsPerHour }: LoadPlan['orgs'][number],
  { target, number }: Pick<SipOrder, 'target' | 'number'>,
  rule: StagingGateRule,
): SipOrder {
  const calls = Math.max(
    rule.callsPerCell * callers.length,
    Math.ceil(((callsPerHour ?? 0) * rule.windowMinutes) / 60),
  );
  return {
    org,
    target,
    number,
    callers: callers.map((caller) => ({ ...caller, count: Math.ceil(calls / callers.length) })),
    withinSeconds: Math.ceil(rule.windowMinutes * 60),
    answerWithinSeconds: rule.longestWaitSeconds,
  };
}

/** Calls by SIP are answered, but for as many as may be late. An order without an outcome is not known to be. */
export function checkSip(
  { sip = [], tests }: LoadPlan,
  rule: StagingGateRule,
  outcomes: readonly SipOutcome[],
): LoadFinding[] {
  const significance = rule.significance / Math.max(1, tests);
  return sip.flatMap(({ org, target, callers }): LoadFinding[] => {
    const about = { org, key: null };
    const outcome = outcomes.find((one) => one.org === org);
    if (outcome === undefined)
      return [{ ...about, kind: 'unknown', text: `SIP calls to ${target} did not come to an end` }];
    const due = callers.reduce((sum, { count }) => sum + count, 0);
    const lost = due - outcome.answered;
    if (binomialTail(lost, due, rule.lateRatio) >= significance) return [];
    const why = Object.entries(outcome.failures).map(([name, count]) => `${name} ${count}`);
    const text = `${lost} of ${due} SIP calls to ${target} were not answered (${why.join(', ') || 'not placed'})`;
    return [{ ...about, kind: 'entry', text }];
  });
}
