import { Problem } from '../http/problem.js';
import { isJsonObject, type JsonObject } from '../json.js';
import type { WorldOrg } from '../world-file.js';
import { FlowContentError, readFlowContent, type FlowContent } from './flow-content.js';
import { addVersion, publish, type FlowRecord } from './flow-record.js';
import { referencesOf } from './flow-references.js';
import { withDefaults } from './defaults.js';
import { nativeKinds, NativeStore, rowId, uuidOf } from './native-store.js';
import { textOf } from './text.js';

/** What the dialect keeps of its orgs; the world keeps only what is projected from it. */
export interface GenesysState {
  natives: NativeStore;
  flows: Map<string, FlowRecord>;
}

/** Reads the native resources of the dialect's orgs from a world file. */
export function loadState(orgs: Iterable<WorldOrg>): GenesysState {
  const state: GenesysState = { natives: new NativeStore(), flows: new Map() };
  for (const org of orgs) {
    if (org.platform !== 'genesys-cloud') continue;
    for (const kind of nativeKinds) {
      for (const { id, ...body } of org.native[kind] ?? []) {
        const { rows, ...rest } = body;
        state.natives.add(kind, org.id, id, withDefaults(kind, rest));
        if (kind === 'datatable') addRows(state, org.id, id, rows);
      }
    }
    // Flows come last: publishing resolves the names of everything else.
    for (const body of org.native['flow'] ?? []) addFlow(state, org.id, body);
  }
  return state;
}

export function flowsOf(state: GenesysState, orgId: string): FlowRecord[] {
  return [...state.flows.values()].filter((flow) => flow.orgId === orgId);
}

/** A flow without any version. */
export function newFlow(state: GenesysState, orgId: string, id: string, name: string): FlowRecord {
  const flow: FlowRecord = {
    id,
    orgId,
    name,
    description: '',
    type: 'inboundCall',
    versions: [],
    publishedId: null,
    checkedInId: null,
    lock: null,
    operation: null,
    active: false,
  };
  state.flows.set(id, flow);
  return flow;
}

function addRows(state: GenesysState, orgId: string, datatableId: string, rows: unknown): void {
  for (const row of Array.isArray(rows) ? rows.filter(isJsonObject) : []) {
    const id = rowId(datatableId, textOf(row['key']));
    state.natives.add('datatableRow', orgId, id, row);
  }
}

function addFlow(state: GenesysState, orgId: string, body: JsonObject): void {
  const { id, name, yaml, lockedBy } = body;
  const flow = newFlow(state, orgId, textOf(id), typeof name === 'string' ? name : textOf(id));
  if (typeof lockedBy === 'string') flow.lock = { clientId: null, userName: lockedBy };
  if (typeof yaml !== 'string') return;
  const content = contentOf(flow, yaml);
  flow.name = typeof name === 'string' ? name : content.name;
  flow.description = content.description;
  flow.type = content.type;
  const references = referencesOf(content, state.natives, orgId);
  const author = uuidOf(`${orgId}/author`);
  publish(
    flow,
    addVersion(flow, { yaml, content, references, createdMs: 0, createdBy: author }),
    0,
  );
}

/** A world whose flow cannot be read is refused. */
function contentOf(flow: FlowRecord, yaml: string): FlowContent {
  try {
    return readFlowContent(yaml);
  } catch (error) {
    if (!(error instanceof FlowContentError)) throw error;
    throw Problem.badRequest(`org ${flow.orgId}: flow ${flow.id}: ${error.message}`, error.reasons);
  }
}
