import assert from 'node:assert/strict';
import type { Logger } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { attempt } from '../../src/activities/attempt.js';
import { createLogger } from '../../src/observability/logger.js';
import {
  observe,
  type Observability,
  type ObserveOptions,
} from '../../src/observability/observe.js';
import type { CallOptions } from '../../src/platforms/port.js';

export const KEY = '6f1d2c3b-0000-4000-8000-000000000001';

/** What activities of the org `east` are given. */
export const INPUT = { scope: { rolloutKey: KEY }, org: { org: 'east' } };

/** What watches, and what it logs. */
export interface Watcher extends Observability {
  readonly logger: Logger;
  readonly lines: string[];
}

/** Everything that watches a worker, with its log in `lines`. */
export function watcher(options: Partial<ObserveOptions> = {}): Watcher {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    format: 'json',
    write: (line) => void lines.push(line),
  });
  const observability = observe({
    audit: { kind: 'off' },
    auditMaxBytes: 1_000_000,
    auditMaxFiles: 2,
    tracesUrl: null,
    metricsByOrg: false,
    logger,
    ...options,
  });
  return { ...observability, logger, lines };
}

/** Runs a body as an activity of Temporal's, surrounded as in a worker. */
export function asActivity(
  { activities, logger }: Pick<Watcher, 'activities' | 'logger'>,
  activityType: string,
  body: (options: CallOptions) => Promise<unknown>,
  input: unknown = INPUT,
): Promise<unknown> {
  const environment = new MockActivityEnvironment(
    {
      activityType,
      attempt: 1,
      startToCloseTimeoutMs: 30_000,
      workflowType: 'orgDeployment',
      workflowExecution: { workflowId: 'org/guide/east', runId: KEY },
    },
    { interceptors: [activities], logger },
  );
  return environment.run(async (...inputs: unknown[]) => {
    assert.equal(inputs.length, 1);
    return attempt(body);
  }, input);
}
