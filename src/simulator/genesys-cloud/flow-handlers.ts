import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { jsonObjectSchema } from '../json.js';
import { isNamed, nativesOf, page, project, type GenesysCall } from './api-call.js';
import { FlowContentError } from './flow-content.js';
import { requireOwnLock, requireOwnLockOrNone } from './flow-locks.js';
import { addVersion, versionOf, type FlowRecord } from './flow-record.js';
import { validatedFlow } from './flow-validation.js';
import { shownFlow, shownVersion } from './flow-views.js';
import { nameTaken } from './refusals.js';
import { flowsOf, newFlow } from './state.js';

export function listFlows(call: GenesysCall): Answer {
  const { query } = call.request;
  const type = (query.get('type') ?? '').toLowerCase();
  const flows = flowsOf(call.platform.state, call.grant.orgId).filter(
    (flow) =>
      isNamed(query, flow.name) &&
      (type === '' || type.split(',').includes(flow.type.toLowerCase())),
  );
  return page(call, flows.map(shownFlow));
}

export function getFlow(call: GenesysCall): Answer {
  return ok(shownFlow(flowOf(call, call.params[0])));
}

/** A flow without content; its first version comes from a job. */
export function createFlow(call: GenesysCall): Answer {
  const { name, description } = bodyOf(call.request, jsonObjectSchema);
  const { orgId } = call.grant;
  const { state } = call.platform;
  if (typeof name !== 'string' || name === '') throw Problem.badRequest('name is required');
  if (flowsOf(state, orgId).some((flow) => flow.name === name)) throw nameTaken('flow', name);
  const flow = newFlow(state, orgId, state.natives.nextId(orgId), name);
  flow.description = typeof description === 'string' ? description : '';
  project(call);
  return ok(shownFlow(flow));
}

/** Name and description; the content has its own ways. */
export function putFlow(call: GenesysCall): Answer {
  const flow = flowOf(call, call.params[0]);
  const { name, description } = bodyOf(call.request, jsonObjectSchema);
  requireOwnLock(flow, call.grant.clientId);
  if (typeof name !== 'string' || name === '') throw Problem.badRequest('name is required');
  flow.name = name;
  flow.description = typeof description === 'string' ? description : '';
  project(call);
  return ok(shownFlow(flow));
}

export function deleteFlow(call: GenesysCall): Answer {
  const flow = flowOf(call, call.params[0]);
  requireOwnLockOrNone(flow, call.grant.clientId);
  call.platform.state.flows.delete(flow.id);
  project(call);
  return { status: 204, headers: {}, body: undefined };
}

export function listVersions(call: GenesysCall): Answer {
  const flow = flowOf(call, call.params[0]);
  const versions = flow.versions.map((version) => shownVersion(flow, version));
  return page(call, versions.toReversed());
}

export function getVersion(call: GenesysCall): Answer {
  const flow = flowOf(call, call.params[0]);
  const version = versionOf(flow, call.params[1] ?? '');
  if (version === undefined) throw Problem.notFound(`The flow has no version ${call.params[1]}.`);
  return ok(shownVersion(flow, version));
}

/**
 * Saves a draft under the caller's lock. The vendor takes its own format of a flow's configuration
 * here; the simulator takes the YAML, as `{content}`.
 */
export function saveVersion(call: GenesysCall): Answer {
  const flow = flowOf(call, call.params[0]);
  requireOwnLock(flow, call.grant.clientId);
  const { content: yaml } = bodyOf(call.request, jsonObjectSchema);
  if (typeof yaml !== 'string') throw Problem.badRequest('content is required');
  try {
    const valid = validatedFlow(yaml, nativesOf(call), call.grant.orgId);
    const { clientId } = call.grant;
    const version = { ...valid, yaml, createdMs: call.nowMs, createdBy: clientId };
    return ok(shownVersion(flow, addVersion(flow, version)));
  } catch (error) {
    if (error instanceof FlowContentError) throw Problem.badRequest(error.message, error.reasons);
    throw error;
  }
}

/** A flow of the caller's org. */
export function flowOf(call: GenesysCall, id: string | null | undefined): FlowRecord {
  const flow = call.platform.state.flows.get(id ?? '');
  if (flow?.orgId === call.grant.orgId) return flow;
  throw Problem.notFound(`There is no flow with the id ${id}.`);
}
