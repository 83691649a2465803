import type { PlanView } from '../../domain/plan-groups-view.js';
import { rolloutKeyOf, statusOf } from '../../client/index.js';
import { viewRecordedPlan, type RecordedPlanRequest } from '../../planning/recorded-plan.js';
import { withClient, type Context } from '../context.js';
import { openSources } from './sources.js';

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The plan that a rollout has recorded, by its workflow id, or by its key, which needs no Temporal server. */
export async function recordedPlan(
  context: Context,
  rollout: string,
  environment: string | null,
): Promise<PlanView> {
  const sources = await openSources(context);
  const request = RUN_ID.test(rollout)
    ? { rolloutKey: rollout, environment, rollout: null }
    : await fromTemporal(rollout);
  return viewRecordedPlan(sources, request);
}

function fromTemporal(workflowId: string): Promise<RecordedPlanRequest> {
  return withClient(async (client) => {
    const rolloutKey = await rolloutKeyOf(client, workflowId);
    const status = await statusOf(client, workflowId);
    const { release, environment, planDigest, awaiting } = status;
    return {
      rolloutKey,
      environment,
      rollout: { id: workflowId, release, gate: awaiting?.gate ?? null, planDigest },
    };
  });
}
