import type { ApiClient } from '../../http/client.js';
import { WireError } from '../../http/errors.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, PlacedCall, TestCallOrder, TestCalls } from '../port.js';
import { TEST_CALLS_PATH } from './routes.js';
import { testCallsSchema, type TestCallAnswer } from './test-call-schema.js';

/** Not among those of deploying: a client without it can load no org with calls. */
const SCOPE = 'testing:calls';

/** Endings of calls that no trunk took. */
const KEPT_OUT: ReadonlySet<string> = new Set(['noChannel', 'carrierOutage']);

/** Test calls by the guide's contract as the simulator fills it in: placed by PUT under a name, so that twice is once. */
export function createTestCalls(org: string, api: ApiClient): TestCalls {
  return {
    scopes: [SCOPE],
    async place(order, options = {}) {
      const path = pathOf(order.id);
      const request = { ...options, scopes: [SCOPE], method: 'PUT', path } as const;
      await api.send({ ...request, json: bodyOf(order) });
    },
    read: (id, options) => read(org, api, id, options),
  };
}

async function read(
  org: string,
  api: ApiClient,
  id: string,
  options: CallOptions = {},
): Promise<readonly PlacedCall[] | null> {
  const path = pathOf(id);
  try {
    const answer = await api.send({ ...options, scopes: [SCOPE], method: 'GET', path });
    return parseBody(testCallsSchema, answer.body, { org, method: 'GET', path }).calls.map(callOf);
  } catch (error) {
    if (error instanceof WireError && error.facts.kind === 'notFound') return null;
    throw error;
  }
}

function pathOf(id: string): string {
  return `${TEST_CALLS_PATH}/${encodeURIComponent(id)}`;
}

function bodyOf({
  entry,
  count,
  withinSeconds,
  skill,
  language,
  patienceSeconds,
}: TestCallOrder): Record<string, string | number> {
  return {
    [entry.kind === 'flow' ? 'entryFlowId' : 'queueId']: entry.id,
    count,
    withinSeconds,
    patienceSeconds,
    ...(skill === null ? {} : { skill }),
    ...(language === null ? {} : { language }),
  };
}

function callOf(call: TestCallAnswer): PlacedCall {
  const { route, ending } = call;
  return {
    id: call.id,
    settled: ending !== 'open',
    cameIn: !KEPT_OUT.has(ending),
    flowErrors: route.flowErrors.map(({ id }) => id),
    strategyId: route.strategyId,
    queueId: route.queueId,
    answered: ending === 'answered',
    ending,
    waitSeconds: call.waitSeconds,
    queuedAtMs: msOf(call.queuedAt),
    assignedAtMs: msOf(call.assignedAt),
    agentSkills: call.agentSkills,
  };
}

function msOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}
