import { noAnswer, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { analyticsUntil, sparseAnalytics, withoutAnalytics } from './analytics-cut.js';
import type { EffectOf } from './effect.js';
import type { Hit } from './fault-board.js';
import type { FaultyCall } from './faulty-call.js';
import { staleList } from './stale-list.js';

/** What a fault does to the finished answer. */
export function afterAnswer(
  answer: Answer,
  { effect, draw }: Hit,
  call: FaultyCall,
): Answer | typeof noAnswer {
  switch (effect.type) {
    case 'dropResponse':
      return effect.status === undefined ? noAnswer : gatewayAnswer(effect.status);
    case 'truncate':
      return { ...answer, truncated: effect.breaksOff ? 'breaksOff' : true };
    case 'staleRead':
      return staleAnswer(answer, effect, call);
    case 'staleList':
      return { ...answer, body: staleList(answer.body, effect.seconds, call) };
    case 'noData':
      return { ...answer, body: withoutAnalytics(answer.body) };
    case 'lateData':
      return {
        ...answer,
        body: analyticsUntil(answer.body, call.target.nowMs - effect.seconds * 1000),
      };
    case 'sparseData':
      return {
        ...answer,
        body: sparseAnalytics(answer.body, (row) => draw('rows', spanOf(call) + row) < effect.keep),
      };
    case 'reset':
    case 'status':
    case 'rateLimit':
    case 'conflict':
    case 'notFoundAfterCreate':
    case 'revokeClient':
    case 'revokeTokens':
    case 'latency':
    case 'edit':
      break;
  }
  return answer;
}

/** Where rows tell no interval, the question does. */
function spanOf({ request }: FaultyCall): string {
  return request.query.get('startDate') ?? '';
}

/** What a gateway says that has waited long enough: the client cannot know what happened behind it. */
function gatewayAnswer(status: number): Answer {
  const problem = new Problem(status, 'gateway.timeout', 'the platform did not answer in time');
  return { status, headers: {}, body: problem.envelope() };
}

/** The reader is let in and counted as now; only what it is shown is old. */
function staleAnswer(
  answer: Answer,
  { seconds }: EffectOf<'staleRead'>,
  { simulation, target }: FaultyCall,
): Answer {
  // 404: the last write took the resource away.
  if (answer.status !== 200 && answer.status !== 404) return answer;
  const { orgId, path, nowMs } = target;
  const old = simulation.faults.memory.before(orgId, path, nowMs, seconds);
  if (old === undefined) return answer;
  return { ...old, headers: { ...answer.headers, ...old.headers } };
}
