import { stepGuard, sumOf, type StepVerdict } from '../domain/capacity/step-guard.js';
import { qualifiedAgents } from '../domain/capacity/staffing.js';
import { stepsOf, weightsAt } from '../domain/gradual.js';
import type { PlanPath, ResourcePlan } from '../domain/org-plan.js';
import { idOfSegment, memberOfSegment, splitPath } from '../domain/path-segment.js';
import { collectReferences } from '../domain/reference.js';
import { ResourceKind } from '../domain/resource.js';
import type { ResourceOutcome } from '../domain/resource-outcome.js';
import { isRow } from '../domain/sensitivity.js';
import { load } from '../planning/loaded.js';
import { attempt } from './attempt.js';
import { deployed, recordedPlan } from './deploy.js';
import { deployResource } from './deploy-resource.js';
import type { ActivityDeps } from './deps.js';
import type { OrgWork } from './org-work.js';
import { queuesNow, type QueueNow } from './queues-now.js';
import { changesWithIds, idsFor } from './targets.js';
import type { Activities, ShiftInput, ShiftResult } from './types.js';
import { MINUTE_MS, STEP_MINUTES } from './windows.js';

export function shiftActivities(deps: ActivityDeps): Pick<Activities, 'shiftTraffic'> {
  return {
    shiftTraffic: (input) =>
      attempt(async (options) => {
        const loaded = await load(deps, input.scope);
        const plan = await recordedPlan(deps, loaded, input);
        const client = loaded.client(input.org.org);
        return shift({ deps, loaded, plan, client, options }, input);
      }, 'deploy'),
  };
}

/** Judges the step before, sees that the next one sends nobody to an empty queue, and takes it. */
async function shift(work: OrgWork, input: ShiftInput): Promise<ShiftResult> {
  const { client, options, plan } = work;
  const judged = await judgeStep(work, input);
  if (judged !== null && judged.state !== 'fine')
    return { state: judged.state === 'worse' ? 'worse' : 'waits', reason: judged.reason };
  const resources = plan.resources.filter((resource) => stepsOf(resource) >= input.step);
  for (const resource of resources) {
    const reason = await objectionToStaffing(work, resource, input.step);
    if (reason !== null) return { state: 'waits', reason };
  }
  const outcomes: ResourceOutcome[] = [];
  let kept = 0;
  for (const resource of resources) {
    const result = await deployResource(work, resource, input.step);
    if (result.isBlocked === true)
      return { state: 'waits', reason: `somebody changed weights of ${resource.key} meanwhile` };
    outcomes.push(deployed(resource, client, result));
    kept += result.kept;
  }
  const { nowMs } = await client.platformTime(options);
  return { state: 'moved', kept, resources: outcomes, platformTimeMs: nowMs };
}

/** Null before the first step: there is nothing to judge yet. */
async function judgeStep(
  { client, loaded, options }: OrgWork,
  { preToMs, sinceMs }: ShiftInput,
): Promise<StepVerdict | null> {
  if (sinceMs === null) return null;
  const { checks, thresholds } = loaded.release.policy;
  const { nowMs } = await client.platformTime(options);
  const toMs = Math.floor(preToMs / MINUTE_MS) * MINUTE_MS;
  const before = await client.callIntervals(
    {
      fromMs: toMs - checks.preWindowMinutes * MINUTE_MS,
      toMs,
      intervalMinutes: STEP_MINUTES,
    },
    options,
  );
  const fromMs = Math.ceil(sinceMs / MINUTE_MS) * MINUTE_MS;
  const nowMinuteMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const after =
    nowMinuteMs <= fromMs
      ? []
      : await client.callIntervals({ fromMs, toMs: nowMinuteMs, intervalMinutes: 1 }, options);
  return stepGuard(sumOf(before, STEP_MINUTES), sumOf(after, 1), thresholds);
}

/** Why a step would send callers to where nobody answers them; null where it does not. Who is not known is nobody. */
async function objectionToStaffing(
  work: OrgWork,
  resource: ResourcePlan,
  step: number,
): Promise<string | null> {
  const { loaded, plan, options } = work;
  const idOf = await idsFor(work, resource);
  const changes = changesWithIds(resource, idOf);
  const [before, after] = [weightsAt(changes, step - 1), weightsAt(changes, step)];
  const gaining = changes
    .map(({ path }) => path)
    .filter((path) => (after[path] ?? 0) > (before[path] ?? 0));
  const known = new Map<string, readonly QueueNow[] | null>();
  for (const path of gaining) {
    const fed = await queueFedBy(work, resource, path, idOf);
    if (fed === null) continue;
    const { owner, queueId } = fed;
    if (!known.has(owner))
      known.set(
        owner,
        await queuesNow(loaded, owner, owner === plan.org ? plan : null, new Map(), options),
      );
    const queue = known.get(owner)?.find((one) => one.queueId === queueId);
    if (queue !== undefined && qualifiedAgents(queue.groups, queue) > 0) continue;
    // One that nobody used of late goes by its id there.
    const name = queue === undefined || queue.name === queueId ? fed.name : queue.name;
    return `${resource.key} would send callers to ${name} of ${owner}, where no agent with the skill is known to be on queue`;
  }
  return null;
}

interface FedQueue {
  readonly owner: string;
  readonly queueId: string;
  /** Or its key, or its id. */
  readonly name: string;
}

/**
 * The queue that the weight at a path is for. Null for a row's column that is called like no queue: what it means only a
 * flow says.
 */
async function queueFedBy(
  { client, loaded, plan, options }: OrgWork,
  { desired }: ResourcePlan,
  path: PlanPath,
  idOf: (key: string) => string | undefined,
): Promise<FedQueue | null> {
  const [member = '', element = ''] = splitPath(path);
  if (isRow(desired)) {
    const name = memberOfSegment(member);
    const queue = await client.findByName(ResourceKind.queue, name, options);
    return queue === null ? null : { owner: plan.org, queueId: queue.id, name };
  }
  const id = idOfSegment(element);
  const queueId = typeof id === 'string' ? id : element;
  const key = collectReferences(desired).find((one) => idOf(one) === queueId);
  const owner = key === undefined ? plan.org : (loaded.ownerOf(plan.org, key) ?? plan.org);
  return { owner, queueId, name: key ?? queueId };
}
