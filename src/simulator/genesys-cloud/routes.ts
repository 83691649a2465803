import type { Route } from '../http/route.js';
import { queryAggregates } from './aggregates.js';
import { requirePermission, type GenesysHandler } from './api-call.js';
import { getMySubject } from './authorization.js';
import { collections, type Action, type Collection } from './collections.js';
import { createRow, deleteRow, getRow, listRows, putRow } from './datatable-rows.js';
import * as dependencies from './dependency-tracking.js';
import * as actions from './flow-actions.js';
import { getExport, registerExport } from './flow-exports.js';
import * as flows from './flow-handlers.js';
import { getJob, registerJob } from './flow-jobs.js';
import { queryObservations } from './observations.js';
import { getMyOrganization } from './organization.js';
import * as prompts from './prompt-resources.js';
import { registerPromptUpload } from './prompt-uploads.js';
import * as natives from './resource-handlers.js';

type GenesysRoute = Route<GenesysHandler>;

const api = '/api/v2';
const flow = `${api}/flows/:id`;
const row = `${api}/flows/datatables/:id/rows`;
const tracking = `${api}/architect/dependencytracking`;
const promptResource = `${api}/architect/prompts/:id/resources`;
const promptLanguage = `${promptResource}/:language`;

/** Everything behind a token. The first route that fits a path wins. */
export const routes: GenesysRoute[] = [
  ...collections.flatMap(routesOf),
  route('GET', row, ofRows('view'), listRows),
  route('POST', row, ofRows('add'), createRow),
  route('GET', `${row}/:key`, ofRows('view'), getRow),
  route('PUT', `${row}/:key`, ofRows('edit'), putRow),
  route('DELETE', `${row}/:key`, ofRows('delete'), deleteRow),
  route('GET', promptResource, 'architect:userPrompt:view', prompts.listPromptResources),
  route('POST', promptResource, 'architect:userPrompt:edit', prompts.createPromptResource),
  route('GET', promptLanguage, 'architect:userPrompt:view', prompts.getPromptResource),
  route('PUT', promptLanguage, 'architect:userPrompt:edit', prompts.putPromptResource),
  route('DELETE', promptLanguage, 'architect:userPrompt:edit', prompts.deletePromptResource),
  route(
    'DELETE',
    `${promptLanguage}/audio`,
    'architect:userPrompt:edit',
    prompts.deletePromptAudio,
  ),
  route('POST', `${promptLanguage}/uploads`, 'architect:userPrompt:edit', registerPromptUpload),
  route('POST', `${api}/flows/jobs`, 'architect:job:create', registerJob),
  route('GET', `${api}/flows/jobs/:id`, 'architect:job:view', getJob),
  route('POST', `${api}/flows/export/jobs`, 'architect:jobExport:create', registerExport),
  route('GET', `${api}/flows/export/jobs/:id`, 'architect:jobExport:view', getExport),
  route('POST', `${api}/flows/actions/checkout`, 'architect:flow:edit', actions.checkoutFlow),
  route('POST', `${api}/flows/actions/checkin`, 'architect:flow:edit', actions.checkinFlow),
  route('POST', `${api}/flows/actions/revert`, 'architect:flow:edit', actions.revertFlow),
  route('POST', `${api}/flows/actions/unlock`, 'architect:flow:unlock', actions.unlockFlow),
  route('POST', `${api}/flows/actions/publish`, 'architect:flow:publish', actions.publishFlow),
  route(
    'POST',
    `${api}/flows/actions/deactivate`,
    'architect:flow:publish',
    actions.deactivateFlow,
  ),
  route('GET', `${api}/flows`, 'architect:flow:view', flows.listFlows),
  route('POST', `${api}/flows`, 'architect:flow:add', flows.createFlow),
  route('GET', flow, 'architect:flow:view', flows.getFlow),
  route('PUT', flow, 'architect:flow:edit', flows.putFlow),
  route('DELETE', flow, 'architect:flow:delete', flows.deleteFlow),
  route('GET', `${flow}/versions`, 'architect:flow:view', flows.listVersions),
  route('POST', `${flow}/versions`, 'architect:flow:edit', flows.saveVersion),
  route('GET', `${flow}/versions/:version`, 'architect:flow:view', flows.getVersion),
  route('GET', `${tracking}/build`, 'architect:dependencyTracking:view', dependencies.getBuild),
  route(
    'POST',
    `${tracking}/build`,
    'architect:dependencyTracking:rebuild',
    dependencies.startBuild,
  ),
  route(
    'GET',
    `${tracking}/consumedresources`,
    'architect:dependencyTracking:view',
    dependencies.consumedResources,
  ),
  route(
    'GET',
    `${tracking}/consumingresources`,
    'architect:dependencyTracking:view',
    dependencies.consumingResources,
  ),
  // Any client may ask who it is, and what it may do.
  { method: 'GET', path: `${api}/organizations/me`, handle: getMyOrganization },
  { method: 'GET', path: `${api}/authorization/subjects/me`, handle: getMySubject },
  route(
    'POST',
    `${api}/analytics/conversations/aggregates/query`,
    'analytics:conversationAggregate:view',
    queryAggregates,
  ),
  route(
    'POST',
    `${api}/analytics/queues/observations/query`,
    'analytics:queueObservation:view',
    queryObservations,
  ),
];

function routesOf(collection: Collection): GenesysRoute[] {
  const { path, permission, actions = {}, canPut } = collection;
  const one = `${path}/:id`;
  const to = (action: Action): string[] =>
    (actions[action] ?? [action]).map((last) => `${permission}:${last}`);
  const put = route('PUT', one, to('edit'), (call) => natives.putNative(call, collection));
  return [
    route('GET', path, to('view'), (call) => natives.listNatives(call, collection)),
    route('POST', path, to('add'), (call) => natives.createNative(call, collection)),
    route('GET', one, to('view'), (call) => natives.getNative(call, collection)),
    ...(canPut ? [put] : []),
    route('DELETE', one, to('delete'), (call) => natives.deleteNative(call, collection)),
  ];
}

/** Who may work on tables may work on their rows. */
function ofRows(action: Action): string[] {
  return [`architect:datatableRow:${action}`, `architect:datatable:${action}`];
}

function route(
  method: string,
  path: string,
  permission: string | string[],
  handle: GenesysHandler,
): GenesysRoute {
  return {
    method,
    path,
    handle: (call) => {
      requirePermission(call, [permission].flat());
      return handle(call);
    },
  };
}
