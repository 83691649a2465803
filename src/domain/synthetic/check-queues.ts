import { binomialTail } from './binomial.js';
import type { OrderedCall, OrgEvidence } from './evidence.js';
import type { LoadFinding } from './finding.js';
import type { PlacedCall } from './load.js';
import { callerText, type CallerKind } from './rule.js';

/** Calls of one kind at one queue. */
export interface Cell extends CallerKind {
  readonly queueId: string;
  /** As the release names it; the platform's id where it is another org's. */
  readonly key: string;
  readonly inTurn: boolean;
  readonly calls: readonly PlacedCall[];
}

/** By queue, skill and language, whichever way the calls came. */
export function cellsOf({ org, calls }: OrgEvidence): Cell[] {
  const cells = new Map<string, OrderedCall[]>();
  for (const one of calls) {
    const { queueId } = one.call;
    if (queueId === null) continue;
    const name = JSON.stringify([queueId, one.order.skill, one.order.language]);
    const known = cells.get(name);
    if (known === undefined) cells.set(name, [one]);
    else known.push(one);
  }
  return [...cells.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined || first.call.queueId === null) return [];
    const { queueId } = first.call;
    const queue = org.queues.find(({ id }) => id === queueId);
    const { skill, language } = first.order;
    const key = queue?.key ?? queueId;
    const inTurn = queue?.inTurn ?? false;
    return [{ queueId, key, inTurn, skill, language, calls: own.map(({ call }) => call) }];
  });
}

/** Whoever calls a queue is answered in time, by somebody with the skill, and in turn. */
export function checkQueues(evidence: OrgEvidence): LoadFinding[] {
  const { org } = evidence.org;
  const cells = cellsOf(evidence);
  const found = cells.flatMap((cell) =>
    [...answers(cell, evidence), ...matches(cell), ...turns(cell, evidence), ...untold(cell)].map(
      ({ kind, text }) => ({ kind, text, org, key: cell.key }),
    ),
  );
  return [...found, ...uncalled(cells, evidence)];
}

type Found = Pick<LoadFinding, 'kind' | 'text'>;

function answers(cell: Cell, { rule, significance }: OrgEvidence): Found[] {
  const { calls } = cell;
  const inTime = calls.filter(
    ({ answered, waitSeconds }) => answered && (waitSeconds ?? 0) <= rule.longestWaitSeconds,
  ).length;
  const late = calls.length - inTime;
  if (binomialTail(late, calls.length, rule.lateRatio) >= significance) return [];
  const asked = callerText(cell);
  const within = `within ${rule.longestWaitSeconds} s`;
  if (inTime === 0 && asked !== 'anybody')
    return [
      {
        kind: 'skill',
        text: `none of ${calls.length} calls for ${asked} was answered ${within}: nobody on queue has that`,
      },
    ];
  return [
    {
      kind: 'wait',
      text: `${late} of ${calls.length} calls for ${asked} were not answered ${within}; ${(100 * rule.lateRatio).toFixed(0)} % may be late`,
    },
  ];
}

function matches({ skill, language, calls }: Cell): Found[] {
  const wanted = [skill, language].filter((part) => part !== null);
  const wrong = calls.filter(
    ({ agentSkills }) => agentSkills !== null && wanted.some((part) => !agentSkills.includes(part)),
  );
  if (wrong.length === 0) return [];
  const asked = callerText({ skill, language });
  const text = `${wrong.length} of ${calls.length} calls for ${asked} were answered by agents who have not got that`;
  return [{ kind: 'skill', text }];
}

/** An agent whose telephone rings a moment earlier overtakes nobody. */
const MOMENT_MS = 1000;

function turns({ inTurn, calls }: Cell, { rule, significance }: OrgEvidence): Found[] {
  if (!inTurn) return [];
  const served = calls
    .flatMap(({ queuedAtMs, assignedAtMs }) =>
      queuedAtMs === null || assignedAtMs === null ? [] : [{ queuedAtMs, assignedAtMs }],
    )
    .sort((a, b) => b.queuedAtMs - a.queuedAtMs);
  let earliestMs = Infinity;
  let overtaken = 0;
  // From the last to the first: whoever came later and was served earlier.
  for (const { assignedAtMs } of served) {
    if (assignedAtMs > earliestMs + MOMENT_MS) overtaken += 1;
    earliestMs = Math.min(earliestMs, assignedAtMs);
  }
  if (binomialTail(overtaken, served.length, rule.lateRatio) >= significance) return [];
  const text = `${overtaken} of ${served.length} calls were overtaken by later ones, where the longest waiting is to be served first`;
  return [{ kind: 'wait', text }];
}

/** What the platform does not tell of calls that were answered is not known to be right. */
function untold({ skill, language, inTurn, calls }: Cell): Found[] {
  const answered = calls.filter((call) => call.answered);
  const asks = skill !== null || language !== null;
  const missing: readonly [string, number][] = [
    ['how long they waited', countOf(answered, ({ waitSeconds }) => waitSeconds === null)],
    ['what their agents can', asks ? countOf(answered, (call) => call.agentSkills === null) : 0],
    [
      'when they were served',
      inTurn
        ? countOf(
            answered,
            ({ queuedAtMs, assignedAtMs }) => queuedAtMs === null || assignedAtMs === null,
          )
        : 0,
    ],
  ];
  return missing.flatMap(([what, count]) =>
    count === 0
      ? []
      : [
          {
            kind: 'unknown',
            text: `of ${count} of ${answered.length} answered calls nobody tells ${what}`,
          },
        ],
  );
}

function countOf(calls: readonly PlacedCall[], isOne: (call: PlacedCall) => boolean): number {
  return calls.filter(isOne).length;
}

/** Calls that were placed straight into a queue and are not to be found there were not placed at all. */
function uncalled(cells: readonly Cell[], { org, calls, rule }: OrgEvidence): LoadFinding[] {
  return org.queues.flatMap((queue) => {
    const came = cells
      .filter(({ queueId }) => queueId === queue.id)
      .reduce((sum, cell) => sum + cell.calls.length, 0);
    const placed = calls.filter(({ order }) => order.entry.id === queue.id).length;
    if (came >= rule.callsPerCell && placed > 0) return [];
    const text = `only ${came} calls came to it, ${rule.callsPerCell} are needed: skills and waits are not shown to be right`;
    return [{ kind: 'unknown', org: org.org, key: queue.key, text }] as const;
  });
}
