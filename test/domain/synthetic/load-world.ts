import { seededRandom } from '../../../src/domain/random.js';
import type { LoadOrder, OrgUnderLoad, PlacedCall } from '../../../src/domain/synthetic/load.js';
import type { StagingGateRule } from '../../../src/domain/synthetic/rule.js';

export const RULE: StagingGateRule = {
  requiredIn: ['staging'],
  volumeScale: 0.1,
  windowMinutes: 15,
  longestMinutes: 120,
  callsPerCell: 5,
  weightErrorPoints: 10,
  significance: 0.001,
  longestWaitSeconds: 60,
  lateRatio: 0.05,
  callers: [],
  onFailure: 'keep',
};

/** An org with a flow, a strategy of 70 to 30 with a fallback, and two queues; one asks for German. */
export const ORG: OrgUnderLoad = {
  org: 'org_sub_002',
  callers: [{ skill: null, language: null }],
  callsPerHour: 600,
  flows: [{ key: 'eu/flow/ivr', id: 'flow', sendsTo: ['strategy'] }],
  strategies: [
    {
      key: 'eu/strategy/routing',
      id: 'strategy',
      targets: [
        { key: 'eu/queue/main', id: 'main', weight: 70, priority: 1 },
        { key: 'eu/queue/other', id: 'other', weight: 30, priority: 1 },
        { key: 'eu/queue/fallback', id: 'fallback', weight: 0, priority: 2 },
      ],
    },
  ],
  queues: [
    { key: 'eu/queue/main', id: 'main', skill: 'german', language: null, inTurn: true },
    { key: 'eu/queue/other', id: 'other', skill: null, language: null, inTurn: false },
  ],
};

export const ANSWERED: PlacedCall = {
  id: 'call',
  settled: true,
  cameIn: true,
  flowErrors: [],
  strategyId: null,
  queueId: null,
  answered: true,
  ending: 'answered',
  waitSeconds: 6,
  queuedAtMs: null,
  assignedAtMs: null,
  agentSkills: null,
};

/** What a platform makes of an order that has these weights: all answered at once. */
export function callsBy(
  weights: Readonly<Record<string, number>>,
  seed: string,
): (order: LoadOrder) => PlacedCall[] {
  const { unit } = seededRandom(seed);
  const total = Object.values(weights).reduce((sum, one) => sum + one, 0);
  const pick = (): string => {
    let left = unit() * total;
    for (const [id, weight] of Object.entries(weights)) if ((left -= weight) < 0) return id;
    return '';
  };
  return ({ id, count, entry, skill, language }) =>
    Array.from({ length: count }, (_, at) => ({
      ...ANSWERED,
      agentSkills: [skill, language].filter((part) => part !== null),
      id: `${id}/${at}`,
      strategyId: entry.kind === 'flow' ? 'strategy' : null,
      queueId: entry.kind === 'flow' ? pick() : entry.id,
      queuedAtMs: at * 1000,
      assignedAtMs: at * 1000 + 50,
    }));
}
