import { binomialTail } from './binomial.js';
import { countsOf, type OrderedCall, type OrgEvidence } from './evidence.js';
import type { LoadFinding } from './finding.js';
import type { FlowUnderLoad } from './load.js';

/** No block of a flow may fail, no call may be lost in a flow, and all must come to where the release sends them. */
export function checkFlows(evidence: OrgEvidence): LoadFinding[] {
  return evidence.org.flows.flatMap((flow) => {
    const own = evidence.calls.filter(({ order }) => order.entry.id === flow.id);
    const found = [...blocks(own), ...lost(own), ...astray(own, flow), ...keptOut(own, evidence)];
    return found.map(({ kind, text }) => ({ kind, text, org: evidence.org.org, key: flow.key }));
  });
}

type Found = Pick<LoadFinding, 'kind' | 'text'>;

function blocks(own: readonly OrderedCall[]): Found[] {
  const failed = own.flatMap(({ call }) => [...new Set(call.flowErrors)]);
  return countsOf(failed).map(([block, count]) => ({
    kind: 'flow',
    text: `block ${block} failed for ${count} of ${own.length} calls`,
  }));
}

/** Those that an error made hang up are told of with its block. */
function lost(own: readonly OrderedCall[]): Found[] {
  const endings = own
    .map(({ call }) => call)
    .filter(
      ({ settled, cameIn, queueId, strategyId, flowErrors }) =>
        settled && cameIn && queueId === null && strategyId === null && flowErrors.length === 0,
    );
  return countsOf(endings.map(({ ending }) => ending)).map(([ending, count]) => ({
    kind: 'flow',
    text: `${count} of ${own.length} calls were sent nowhere (${ending})`,
  }));
}

function astray(own: readonly OrderedCall[], { sendsTo }: FlowUnderLoad): Found[] {
  const elsewhere = own.flatMap(({ call }) => {
    const to = call.strategyId ?? call.queueId;
    return to === null || sendsTo.includes(to) ? [] : [to];
  });
  return countsOf(elsewhere).map(([to, count]) => ({
    kind: 'flow',
    text: `${count} of ${own.length} calls were sent to ${to}, which the release does not name`,
  }));
}

function keptOut(own: readonly OrderedCall[], { rule, significance }: OrgEvidence): Found[] {
  const out = own.filter(({ call }) => call.settled && !call.cameIn);
  if (binomialTail(out.length, own.length, rule.lateRatio) >= significance) return [];
  const [[why] = ['']] = countsOf(out.map(({ call }) => call.ending));
  const text = `${out.length} of ${own.length} calls did not come in (${why})`;
  return [{ kind: 'entry', text }];
}
