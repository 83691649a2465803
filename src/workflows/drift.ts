import { z } from 'zod';
import { ApplicationFailure, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { DriftSummary } from '../domain/drift-summary.js';
import { planning } from './activity-options.js';
import { alert } from './alert.js';
import { RolloutFailure } from '../domain/rollout-status.js';

export const DriftInput = z.strictObject({
  environment: z.string().min(1),
  /** Where the orgs are read from. */
  release: z.string().min(1).default('HEAD'),
  /** Names of groups and orgs. */
  only: z.array(z.string().min(1)).optional(),
  except: z.array(z.string().min(1)).optional(),
});

/**
 * What people changed in the orgs since Rollcall last wrote. Reads only, tells people where it finds something, and
 * returns the counts: made to be started by a Temporal Schedule.
 */
export async function drift(input: unknown): Promise<DriftSummary> {
  const parsed = DriftInput.safeParse(input);
  if (!parsed.success)
    throw ApplicationFailure.nonRetryable(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      RolloutFailure.badInput,
    );
  const { environment, release, only, except } = parsed.data;
  const selection = {
    ...(only === undefined ? {} : { only }),
    ...(except === undefined ? {} : { except }),
  };
  const summary = `read the orgs of ${environment}`;
  const found = await planning.findDrift.executeWithOptions({ summary }, [
    { environment, release, ...selection },
  ]);
  const text = sentence(found);
  setCurrentDetails(text);
  if (found.orgs.drifted + found.orgs.unreachable === 0) return found;
  const notices = await tell(environment, release, text);
  if (notices.length > 0) setCurrentDetails([text, ...notices].join('\n\n'));
  return found;
}

function sentence({ orgs, drifted, unreachable }: DriftSummary): string {
  return [
    `${orgs.drifted} of ${orgs.read} org(s) differ from what Rollcall last wrote`,
    ...(drifted.length > 0 ? [`: ${drifted.slice(0, 10).join(', ')}`] : []),
    ...(unreachable.length > 0 ? [`; ${orgs.unreachable} could not be read`] : []),
    `. See rollcall drift.`,
  ].join('');
}

function tell(environment: string, release: string, text: string): Promise<string[]> {
  const { workflowId, runId } = workflowInfo();
  const notification = {
    kind: 'driftFound',
    rolloutId: workflowId,
    runId,
    release,
    environment,
    text,
  } as const;
  return alert({ notification, deduplicationKey: `${runId}/drift` });
}
