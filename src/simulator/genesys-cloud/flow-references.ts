import { isJsonObject, sectionOf, type Json } from '../json.js';
import { actionsOf, type FlowAction, type FlowContent } from './flow-content.js';
import type { NativeKind, NativeStore } from './native-store.js';

/** Something that a flow needs, by the name it uses; without an id it does not exist. */
export interface FlowReference {
  kind: NativeKind;
  name: string;
  id: string | null;
}

export const knownActions = [
  'playAudio',
  'collectInput',
  'updateData',
  'jumpToTask',
  'disconnect',
  'transferToAcd',
  'dataTableLookup',
];

/** All actions of a flow, also those in the outputs of others. */
export function allActions(content: FlowContent): FlowAction[] {
  return content.tasks.flatMap((task) => task.actions.flatMap(withNested));
}

/** The queue that a transfer names literally. */
export function literalQueue(action: FlowAction): string | undefined {
  const literal = sectionOf(sectionOf(action.body, 'targetQueue'), 'lit')['name'];
  return typeof literal === 'string' ? literal : undefined;
}

/** The table that a lookup reads, and what it does with the columns. */
export function lookedUpTable(action: FlowAction): { name: string; outputs: [string, Json][] } {
  const [[name, use] = ['', null]] = Object.entries(sectionOf(action.body, 'dataTable'));
  const outputs = isJsonObject(use) ? Object.entries(sectionOf(use, 'foundOutputs')) : [];
  return { name, outputs };
}

/** The prompt that an audio section names. */
export function promptOf(audio: Json | undefined): string | undefined {
  if (!isJsonObject(audio)) return undefined;
  const name = sectionOf(audio, 'prompt')['name'];
  return typeof name === 'string' ? name : undefined;
}

/** What a flow needs, resolved to ids as publishing does: a later rename changes nothing. */
export function referencesOf(
  content: FlowContent,
  natives: NativeStore,
  orgId: string,
): FlowReference[] {
  const found = new Map<string, FlowReference>();
  const note = (kind: NativeKind, name: string | undefined): void => {
    if (name === undefined || name === '') return;
    const id = natives.named(kind, orgId, name)?.id ?? null;
    found.set(`${kind}/${name}`, { kind, name, id });
  };
  note('prompt', promptOf(content.greeting));
  for (const action of allActions(content)) {
    note('queue', action.type === 'transferToAcd' ? literalQueue(action) : undefined);
    note('datatable', action.type === 'dataTableLookup' ? lookedUpTable(action).name : undefined);
    note('prompt', promptOf(action.body['audio']));
  }
  return [...found.values()];
}

function withNested(action: FlowAction): FlowAction[] {
  const outputs = Object.values(sectionOf(action.body, 'outputs')).filter(isJsonObject);
  const nested = outputs.flatMap((output) => actionsOf(output['actions']).flatMap(withNested));
  return [action, ...nested];
}
