import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';

/** On whose behalf a call is made. */
export interface CallContext {
  /** The rollout's first run id; null where the activity is not told. */
  readonly rolloutKey: string | null;
  /** Logical org id; null where the activity is about several. */
  readonly org: string | null;
  readonly workflowId: string | null;
  readonly runId: string | null;
  readonly activity: string;
  /** From 1. */
  readonly attempt: number;
  /** Where spans of the calls belong; left out where nothing is traced. */
  readonly trace?: Context;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Runs `work`; everything that it awaits finds the context. */
export function withCallContext<Result>(context: CallContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** The context of the activity that is running here; null outside of one. */
export function callContext(): CallContext | null {
  return storage.getStore() ?? null;
}
