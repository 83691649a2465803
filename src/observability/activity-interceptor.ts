import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptors, ActivityInterceptorsFactory } from '@temporalio/worker';
import { withCallContext, type CallContext } from './call-context.js';
import { measureActivity, textAt } from './measure-activities.js';
import type { Metrics } from './metrics.js';
import type { Tracing } from './tracing.js';

/** The part of an activity's context that is used here. */
type ActivityContext = Parameters<ActivityInterceptorsFactory>[0];

export interface WatchOptions {
  readonly metrics: Metrics;
  /** Null where nothing is traced. */
  readonly tracing: Tracing | null;
}

/**
 * Surrounds every activity: what it calls knows on whose behalf, its log lines name rollout and org, it is counted,
 * and traced where that is on.
 */
export function watchActivities(options: WatchOptions): ActivityInterceptorsFactory {
  return (context): ActivityInterceptors => {
    let about = contextOf(context, undefined);
    return {
      inbound: {
        async execute(input, next) {
          about = contextOf(context, input.args[0]);
          return watched(options, about, input.args[0], () => next(input));
        },
      },
      outbound: {
        getLogAttributes: (attributes, next) =>
          next({ ...attributes, rollout: about.rolloutKey, org: about.org }),
      },
    };
  };
}

async function watched(
  { metrics, tracing }: WatchOptions,
  about: CallContext,
  input: unknown,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const { activity } = about;
  const span = tracing?.beginActivity(about) ?? null;
  const within = span === null ? about : { ...about, trace: span.context };
  try {
    const result = await withCallContext(within, work);
    measureActivity(metrics, { activity, input, result });
    span?.end(null);
    return result;
  } catch (error) {
    const failure = typeOf(error);
    measureActivity(metrics, { activity, input, failure });
    span?.end(failure);
    throw error;
  }
}

/** The failure's type: never its message, which quotes what others wrote. */
function typeOf(error: unknown): string {
  if (error instanceof ApplicationFailure) return error.type ?? 'ApplicationFailure';
  if (error instanceof CancelledFailure) return 'cancelled';
  if (error instanceof ActivityFailure) return 'ActivityFailure';
  return error instanceof Error ? error.name : 'Error';
}

/** Whom an activity works for, by the members that inputs of Rollcall's activities have. */
function contextOf({ info }: ActivityContext, input: unknown): CallContext {
  const { workflowExecution, workflowType, activityType, attempt } = info;
  const runId = workflowExecution?.runId ?? null;
  const told = textAt(input, 'scope', 'rolloutKey') ?? textAt(input, 'notification', 'runId');
  return {
    // Before its scope is known a rollout's own activities are told by its run.
    rolloutKey: told ?? (workflowType === 'rollout' ? runId : null),
    org: textAt(input, 'org', 'org'),
    workflowId: workflowExecution?.workflowId ?? null,
    runId,
    activity: activityType,
    attempt,
  };
}
