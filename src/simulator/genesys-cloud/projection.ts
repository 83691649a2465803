import { isJsonObject, sectionOf, type Json, type JsonObject } from '../json.js';
import { documentOf } from './flow-document.js';
import type { ResourceKind } from '../world-file.js';
import { blocksOf } from './flow-blocks.js';
import { versionOf, type FlowRecord } from './flow-record.js';
import type { NativeKind, NativeResource } from './native-store.js';
import { flowsOf, type GenesysState } from './state.js';
import { textOf } from './text.js';

/** What no caller notices is kept among the directories, as it is. */
const unnoticed = [
  'schedule',
  'scheduleGroup',
  'emergencyGroup',
  'datatable',
  'prompt',
  'skill',
  'wrapupCode',
] as const satisfies readonly NativeKind[];

const prioritySuffix = ' priority';

/** A neutral resource that stands for a native one. */
export interface Projected {
  kind: ResourceKind;
  id: string;
  body: JsonObject;
}

/**
 * What an org's native resources come to in the world's neutral kinds. The neutral bodies also hold
 * the native members, so that the journal shows every change.
 */
export function projectOrg(state: GenesysState, orgId: string): Projected[] {
  const { natives } = state;
  const flows = flowsOf(state, orgId).map((flow) => projectFlow(state, flow));
  return [
    ...natives.list('queue', orgId).map(({ id, body }) => neutral('queue', id, body)),
    ...natives.list('trunkBaseSettings', orgId).map(projectTrunk),
    ...natives.list('datatableRow', orgId).flatMap((row) => projectRow(state, row)),
    ...flows,
    ...natives.list('ivr', orgId).map((ivr) => projectIvr(state, ivr, flows)),
    ...unnoticed.flatMap((kind) =>
      natives.list(kind, orgId).map(({ id, body }) => neutral('directory', id, body)),
    ),
  ];
}

function neutral(kind: ResourceKind, id: string, body: JsonObject): Projected {
  return { kind, id, body: { ...body, id } };
}

function projectFlow(state: GenesysState, flow: FlowRecord): Projected {
  const version = versionOf(flow, flow.publishedId);
  return neutral('flow', flow.id, {
    name: flow.name,
    description: flow.description,
    publishedVersion: flow.publishedId,
    content: version === undefined ? null : documentOf(version),
    settings: { enabled: version !== undefined && flow.active },
    blocks: version === undefined ? [] : blocksOf(version, state.natives, flow.orgId),
  });
}

/** Callers enter by an IVR, which passes them on to its open-hours flow, or its emergency flow. */
function projectIvr(state: GenesysState, ivr: NativeResource, flows: Projected[]): Projected {
  const flowId = emergencyFlowOf(state, ivr) ?? idOf(ivr.body['openHoursFlow']);
  const flow = flows.find((one) => one.id === flowId)?.body ?? {};
  const { blocks = [], settings = { enabled: false } } = flow;
  return neutral('flow', ivr.id, { ...ivr.body, settings, blocks });
}

function emergencyFlowOf(state: GenesysState, ivr: NativeResource): string | undefined {
  const active = state.natives
    .list('emergencyGroup', ivr.orgId)
    .filter((group) => group.body['enabled'] === true)
    .flatMap((group) => listOf(group.body['emergencyCallFlows']))
    .find((one) => listOf(one['ivrs']).some((ref) => ref['id'] === ivr.id));
  return idOf(active?.['emergencyFlow']);
}

/** Two members of `properties` concern callers: whether the trunk is on, and how many calls it carries. */
function projectTrunk({ id, body }: NativeResource): Projected {
  const properties = sectionOf(body, 'properties');
  const value = (name: string): Json | undefined =>
    sectionOf(sectionOf(properties, name), 'value')['instance'];
  const channels = value('trunk_max_concurrent_calls');
  const enabled = value('trunk_enabled') !== false && body['state'] !== 'inactive';
  const settings = { enabled, ...(typeof channels === 'number' ? { channels } : {}) };
  return neutral('trunk', id, { ...body, settings });
}

/** A row is a strategy when its numeric columns are named after queues: they hold the weights. */
function projectRow(state: GenesysState, row: NativeResource): Projected[] {
  const targets = Object.entries(row.body).flatMap(([column, weight]) => {
    if (typeof weight !== 'number' || column.endsWith(prioritySuffix)) return [];
    const priority = row.body[column + prioritySuffix] ?? 1;
    const queue = state.natives.named('queue', row.orgId, column);
    return [{ type: 'Queue', id: queue?.id ?? '', weight, priority }];
  });
  if (!targets.some((target) => target.id !== '')) return [];
  const table = state.natives.get('datatable', row.orgId, row.id.split('/')[0] ?? '');
  const name = `${textOf(table?.body['name'])}/${textOf(row.body['key'])}`;
  return [neutral('strategy', row.id, { ...row.body, name, targets })];
}

export function idOf(reference: Json | undefined): string | undefined {
  const id = isJsonObject(reference) ? reference['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
