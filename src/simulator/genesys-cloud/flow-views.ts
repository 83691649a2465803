import type { JsonObject } from '../json.js';
import { iso } from './api-call.js';
import { draftOf, versionOf, type FlowRecord, type FlowVersion } from './flow-record.js';

const flowsPath = '/api/v2/flows';

/** A flow as the API shows it. */
export function shownFlow(flow: FlowRecord): JsonObject {
  const { id, name, description, lock, operation } = flow;
  const draft = draftOf(flow);
  const version = (role: string, versionId: string | null): JsonObject => {
    const found = versionOf(flow, versionId);
    return found === undefined ? {} : { [role]: shownVersion(flow, found) };
  };
  return {
    id,
    name,
    description,
    type: flow.type.toUpperCase(),
    active: flow.active,
    system: false,
    deleted: false,
    ...(lock?.clientId ? { lockedClient: { id: lock.clientId } } : {}),
    ...(lock?.userName ? { lockedUser: { id: lock.userName, name: lock.userName } } : {}),
    ...version('publishedVersion', flow.publishedId),
    ...version('checkedInVersion', flow.checkedInId),
    ...version('savedVersion', draft?.id ?? flow.checkedInId),
    ...(operation === null ? {} : { currentOperation: shownOperation(flow) }),
    selfUri: `${flowsPath}/${id}`,
  };
}

export function shownOperation({ operation }: FlowRecord): JsonObject {
  if (operation === null) return {};
  const { id, complete, clientId, error, action } = operation;
  return {
    id,
    complete,
    client: { id: clientId },
    actionName: action,
    actionStatus: !complete ? 'STARTED' : error === null ? 'SUCCESS' : 'FAILURE',
    ...(error === null ? {} : { errorCode: error, errorMessage: error }),
  };
}

export function shownVersion(flow: FlowRecord, version: FlowVersion): JsonObject {
  const { id, createdMs, createdBy, publishedMs } = version;
  return {
    id,
    name: id,
    commitVersion: id,
    configurationVersion: id,
    type: publishedMs === null ? 'SAVE' : 'PUBLISH',
    createdByClient: { id: createdBy },
    dateCreated: createdMs,
    ...(publishedMs === null ? {} : { datePublished: iso(publishedMs) }),
    selfUri: `${flowsPath}/${flow.id}/versions/${id}`,
  };
}
