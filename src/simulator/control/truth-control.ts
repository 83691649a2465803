import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { differenceOf } from '../traffic/difference.js';
import { measure, type OrgMetrics } from '../traffic/metrics.js';
import { replayWithout } from '../world/replay.js';
import type { World } from '../world/world.js';
import type { ControlCall } from './control-call.js';
import { windowOf } from './window.js';

type TestCallsShown = 'exclude' | 'include' | 'only';

/** What the callers who called within a window, of the last twelve hours, really went through. */
export function readTruth({ simulation, request }: ControlCall): Answer {
  const { world } = simulation;
  const orgIds = orgIdsOf(world, request.query);
  const shown = testCallsShown(request.query);
  return ok({ ...windowText(request.query), orgs: truthOf(world, orgIds, request.query, shown) });
}

/** The same beside what would have been without some clients: the true effect of what they did. */
export function readCounterfactual({ simulation, request }: ControlCall): Answer {
  const { world } = simulation;
  const { query } = request;
  const without = query.get('without') ?? '';
  if (without === '')
    throw Problem.badRequest('without=engine or a prefix of client ids is needed');
  const orgIds = orgIdsOf(world, query);
  const replay = replayWithout(world, exclusionOf(without), simulation.advance());
  const actual = truthOf(world, orgIds, query, 'exclude');
  const counterfactual = truthOf(replay.world, orgIds, query, 'exclude');
  return ok({
    without,
    ...windowText(query),
    excludedWrites: replay.excluded,
    impossibleWrites: replay.impossible,
    orgs: actual.map((org, index) => {
      const other = counterfactual[index] ?? org;
      const { orgId: _same, ...difference } = differenceOf(org, other);
      return { orgId: org.orgId, actual: org, counterfactual: other, difference };
    }),
  });
}

/** `engine` is every client of an API: whoever edits by hand, or uses these controls, stays. */
function exclusionOf(without: string): (clientId: string) => boolean {
  if (without !== 'engine') return (clientId) => clientId.startsWith(without);
  return (clientId) => clientId !== 'sim' && !clientId.startsWith('manual:');
}

function truthOf(
  world: World,
  orgIds: string[],
  query: URLSearchParams,
  shown: TestCallsShown,
): OrgMetrics[] {
  const { fromMs, toMs } = windowOf(query);
  return orgIds.map((orgId) => {
    const own = shown === 'only' ? undefined : world.traffic.statistics(orgId);
    const tests = shown === 'exclude' ? undefined : world.traffic.testCalls.statistics(orgId);
    const logs = [own, tests].flatMap((statistics) => statistics?.log ?? []);
    return measure(orgId, logs, fromMs, toMs);
  });
}

function orgIdsOf(world: World, query: URLSearchParams): string[] {
  const orgId = query.get('orgId');
  if (orgId === null) return [...world.orgs.keys()];
  if (!world.orgs.has(orgId)) throw Problem.notFound(`no org ${orgId}`);
  return [orgId];
}

function testCallsShown(query: URLSearchParams): TestCallsShown {
  const shown = query.get('testCalls') ?? 'exclude';
  if (shown === 'exclude' || shown === 'include' || shown === 'only') return shown;
  throw Problem.badRequest('testCalls is exclude, include or only');
}

function windowText(query: URLSearchParams): { from: string | null; to: string | null } {
  return { from: query.get('from'), to: query.get('to') };
}
