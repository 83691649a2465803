import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { nativesOf, project, type GenesysCall } from './api-call.js';
import { flowOf } from './flow-handlers.js';
import { foreignHolder, requireOwnLock, requireOwnLockOrNone } from './flow-locks.js';
import { draftOf, publish, versionOf, type FlowOperation, type FlowRecord } from './flow-record.js';
import { shownFlow, shownOperation } from './flow-views.js';
import { dangling } from './flow-validation.js';
import { missingDependencies, operationInProgress } from './refusals.js';

const publishingMs = 3000;

export function checkoutFlow(call: GenesysCall): Answer {
  const flow = actedOn(call);
  requireOwnLockOrNone(flow, call.grant.clientId);
  flow.lock = { clientId: call.grant.clientId, userName: null };
  return ok(shownFlow(flow));
}

/** Keeps the draft, if there is one, and gives the lock back. */
export function checkinFlow(call: GenesysCall): Answer {
  const flow = actedOn(call);
  requireOwnLock(flow, call.grant.clientId);
  if (flow.operation?.complete === false) throw operationInProgress();
  flow.checkedInId = draftOf(flow)?.id ?? flow.checkedInId;
  flow.lock = null;
  flow.operation = { ...begun(call, flow, 'CHECKIN'), complete: true };
  return ok(shownOperation(flow));
}

/** Breaks anybody's lock. A draft that was pending goes live with it: the vendor's own surprise. */
export function unlockFlow(call: GenesysCall): Answer {
  const flow = actedOn(call);
  const draft = draftOf(flow);
  if (draft !== undefined && foreignHolder(flow, call.grant.clientId) !== undefined) {
    publish(flow, draft, call.nowMs);
  }
  flow.lock = null;
  project(call);
  return ok(shownFlow(flow));
}

/** Drops the draft and the lock. */
export function revertFlow(call: GenesysCall): Answer {
  const flow = actedOn(call);
  requireOwnLock(flow, call.grant.clientId);
  const draft = draftOf(flow);
  flow.versions = flow.versions.filter((version) => version !== draft);
  flow.lock = null;
  return ok(shownFlow(flow));
}

export function deactivateFlow(call: GenesysCall): Answer {
  const flow = actedOn(call);
  requireOwnLockOrNone(flow, call.grant.clientId);
  flow.active = false;
  project(call);
  return ok(shownFlow(flow));
}

/** Makes a version, by default the newest, the one that callers get: an older one rolls back. */
export function publishFlow(call: GenesysCall): Answer {
  const flow = actedOn(call);
  const { platform, grant } = call;
  requireOwnLockOrNone(flow, grant.clientId);
  if (flow.operation?.complete === false) throw operationInProgress();
  const wanted = call.request.query.get('version') || flow.versions.at(-1)?.id || null;
  const version = versionOf(flow, wanted);
  if (version === undefined) throw Problem.notFound(`The flow has no version ${wanted}.`);
  const gone = dangling(version.references, nativesOf(call), grant.orgId);
  if (gone.length > 0) throw missingDependencies(gone.map((one) => `${one.kind} '${one.name}'`));
  const operation = begun(call, flow, 'PUBLISH');
  flow.operation = operation;
  platform.world.agenda.at(call.nowMs + publishingMs, (atMs) => {
    publish(flow, version, atMs);
    operation.complete = true;
    flow.lock = null;
    platform.project(grant.orgId, { clientId: grant.clientId, atMs, ifMatch: null });
  });
  return ok(shownOperation(flow));
}

function begun(
  call: GenesysCall,
  flow: FlowRecord,
  action: FlowOperation['action'],
): FlowOperation {
  const id = nativesOf(call).nextId(flow.orgId);
  return { id, action, clientId: call.grant.clientId, complete: false, error: null };
}

function actedOn(call: GenesysCall): FlowRecord {
  return flowOf(call, call.request.query.get('flow'));
}
