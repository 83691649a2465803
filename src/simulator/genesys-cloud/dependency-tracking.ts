import { answer, ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { JsonObject } from '../json.js';
import { iso, nativesOf, page, type GenesysCall } from './api-call.js';
import { flowOf } from './flow-handlers.js';
import { versionOf, type FlowRecord } from './flow-record.js';
import type { NativeKind } from './native-store.js';
import { idOf } from './projection.js';
import { flowsOf } from './state.js';

const buildingMs = 5000;

/** The kinds as dependency tracking names them. */
const objectTypes: Partial<Record<NativeKind, string>> = {
  queue: 'QUEUE',
  datatable: 'DATATABLE',
  prompt: 'USERPROMPT',
  ivr: 'IVRCONFIGURATION',
  skill: 'ACDSKILL',
  wrapupCode: 'ACDWRAPUPCODE',
  schedule: 'SCHEDULE',
  scheduleGroup: 'SCHEDULEGROUP',
  emergencyGroup: 'EMERGENCYGROUP',
};
const flowTypes = ['INBOUNDCALLFLOW', 'INQUEUECALLFLOW', 'COMMONMODULEFLOW', 'WORKFLOW'];
const ivrMembers = ['openHoursFlow', 'closedHoursFlow', 'holidayHoursFlow', 'scheduleGroup'];

/** Has the tracking been built? Only then do its answers count. */
export function getBuild(call: GenesysCall): Answer {
  const startedMs = call.platform.dependencyBuilds.get(call.grant.orgId);
  const isBuilding = startedMs !== undefined && call.nowMs < startedMs + buildingMs;
  return ok({
    id: call.grant.orgId,
    status: isBuilding ? 'BUILDINITIALIZING' : 'OPERATIONAL',
    ...(startedMs === undefined ? {} : { dateStarted: iso(startedMs) }),
  });
}

export function startBuild(call: GenesysCall): Answer {
  call.platform.dependencyBuilds.set(call.grant.orgId, call.nowMs);
  return answer(202, undefined);
}

/** What a version of a flow, or an IVR, needs. */
export function consumedResources(call: GenesysCall): Answer {
  const { query } = call.request;
  const id = required(query, 'id');
  if (required(query, 'objectType').toUpperCase() === objectTypes.ivr) {
    const ivr = nativesOf(call).get('ivr', call.grant.orgId, id);
    const flowId = idOf(ivr?.body['openHoursFlow']);
    return page(call, flowId === undefined ? [] : [shownFlow(flowOf(call, flowId))]);
  }
  const flow = flowOf(call, id);
  const references = versionOf(flow, required(query, 'version'))?.references ?? [];
  return page(
    call,
    references.map(({ kind, name, id: target }) => {
      const current = nativesOf(call).get(kind, call.grant.orgId, target ?? '');
      return {
        id: target,
        name: current?.body['name'] ?? name,
        type: objectTypes[kind] ?? kind.toUpperCase(),
        deleted: current === undefined,
      };
    }),
  );
}

/** The flows whose published versions need a resource, and the IVRs that name it. */
export function consumingResources(call: GenesysCall): Answer {
  const id = required(call.request.query, 'id');
  const objectType = required(call.request.query, 'objectType');
  if (![...Object.values(objectTypes), ...flowTypes].includes(objectType))
    throw Problem.badRequest(`objectType ${objectType} is none of its values`);
  const { orgId } = call.grant;
  const flows = flowsOf(call.platform.state, orgId).filter((flow) =>
    versionOf(flow, flow.publishedId)?.references.some((reference) => reference.id === id),
  );
  const ivrs = nativesOf(call)
    .list('ivr', orgId)
    .filter((ivr) => ivrMembers.some((member) => idOf(ivr.body[member]) === id));
  return page(call, [
    ...flows.map(shownFlow),
    ...ivrs.map((ivr) => ({ id: ivr.id, name: ivr.body['name'] ?? '', type: 'IVRCONFIGURATION' })),
  ]);
}

function shownFlow({ id, name, type, publishedId }: FlowRecord): JsonObject {
  return {
    id,
    name,
    version: publishedId,
    type: type.toUpperCase().replace(/(?<!FLOW)$/, 'FLOW'),
  };
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? '';
  if (value === '') throw Problem.badRequest(`${name} is required`);
  return value;
}
