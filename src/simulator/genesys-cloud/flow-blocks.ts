import { isJsonObject, sectionOf, type Json, type JsonObject } from '../json.js';
import { actionsOf, type FlowAction, type FlowTask } from './flow-content.js';
import type { FlowVersion } from './flow-record.js';
import { literalQueue, lookedUpTable, promptOf } from './flow-references.js';
import { rowId, type NativeKind, type NativeStore } from './native-store.js';
import { textOf } from './text.js';

const charactersPerSecond = 15;
const promptSeconds = 5;
const answerSeconds = 5;

/** What a flow version does, as blocks that the traffic can walk. */
export function blocksOf(version: FlowVersion, natives: NativeStore, orgId: string): JsonObject[] {
  const writer = new BlockWriter(version, natives, orgId);
  const { greeting, tasks, startTask } = version.content;
  if (greeting !== undefined) writer.play('greeting', greeting);
  // Calls begin with the start task wherever the file has it.
  const start = tasks.filter((task) => task.refId === startTask);
  for (const task of [...start, ...tasks.filter((one) => !start.includes(one))]) writer.task(task);
  return writer.blocks;
}

/**
 * Turns actions into blocks one after the other. Rows are looked up now, not when a call comes by:
 * whoever writes a row has the blocks made anew.
 */
class BlockWriter {
  readonly blocks: JsonObject[] = [];
  readonly #version: FlowVersion;
  readonly #natives: NativeStore;
  readonly #orgId: string;
  readonly #variables = new Map<string, Json | undefined>();
  #rowId: string | null = null;

  constructor(version: FlowVersion, natives: NativeStore, orgId: string) {
    this.#version = version;
    this.#natives = natives;
    this.#orgId = orgId;
  }

  task(task: FlowTask): void {
    this.#add('SetVariable', {}, { id: entryOf(task.refId) });
    this.#actions(task.actions);
    // A task that just ends also ends the call.
    this.#add('Disconnect');
  }

  play(name: string, audio: Json): void {
    this.#add('PlayPrompt', { name, durationSeconds: secondsOf(audio) });
  }

  #actions(actions: FlowAction[]): void {
    for (const action of actions) this.#action(action);
  }

  #action({ type, body }: FlowAction): void {
    const { name = type, audio = null } = body;
    if (type === 'playAudio') this.play(textOf(name), audio);
    else if (type === 'collectInput') {
      this.#add('CollectInput', { name, durationSeconds: secondsOf(audio) + answerSeconds });
    } else if (type === 'updateData') this.#add('SetVariable', { name });
    else if (type === 'disconnect') this.#add('Disconnect', { name });
    else if (type === 'jumpToTask') {
      this.#add('SetVariable', { name }, { next: entryOf(targetTask(body)) });
    } else if (type === 'transferToAcd') this.#transfer({ type, body });
    else if (type === 'dataTableLookup') this.#lookUp({ type, body });
    else this.#add(type, { name });
  }

  #transfer(action: FlowAction): void {
    const { name = action.type } = action.body;
    const literal = literalQueue(action);
    const { exp } = sectionOf(action.body, 'targetQueue');
    const expression = typeof exp === 'string' ? exp : '';
    if (literal !== undefined) {
      this.#add('TransferToQueue', { name, queueId: this.#referenceId('queue', literal) });
    } else if (expression.startsWith('WeightedQueue(')) {
      this.#add('TransferToStrategy', { name, strategyId: this.#rowId ?? '' });
    } else {
      const variable = /^FindQueue\((.+)\)$/.exec(expression)?.[1]?.trim() ?? '';
      const wanted = this.#variables.get(variable);
      const queue = this.#natives.named('queue', this.#orgId, textOf(wanted));
      this.#add('TransferToQueue', { name, queueId: queue?.id ?? '' });
    }
  }

  #lookUp(action: FlowAction): void {
    const { name, outputs } = lookedUpTable(action);
    const key = sectionOf(action.body, 'lookupValue')['lit'];
    const id = rowId(this.#referenceId('datatable', name), textOf(key));
    const row = this.#natives.get('datatableRow', this.#orgId, id);
    this.#add('SetVariable', { name: action.body['name'] ?? 'dataTableLookup' });
    this.#rowId = row?.id ?? null;
    for (const [column, variable] of outputs) {
      const target = isJsonObject(variable) ? variable['var'] : null;
      if (typeof target === 'string') this.#variables.set(target, row?.body[column]);
    }
    const branch = sectionOf(action.body, 'outputs')[row === undefined ? 'notFound' : 'found'];
    if (isJsonObject(branch)) this.#actions(actionsOf(branch['actions']));
  }

  #referenceId(kind: NativeKind, name: string): string {
    const { references } = this.#version;
    return references.find((one) => one.kind === kind && one.name === name)?.id ?? '';
  }

  #add(type: string, properties: JsonObject = {}, rest: JsonObject = {}): void {
    this.blocks.push({ id: `block-${this.blocks.length + 1}`, type, properties, ...rest });
  }
}

/** The task that a jump leads to, by what stands in the brackets of its reference. */
export function targetTask(body: JsonObject): string {
  const reference = body['targetTaskRef'];
  const text = typeof reference === 'string' ? reference : '';
  return /\[([^\]]+)\]/.exec(text)?.[1] ?? text;
}

function entryOf(refId: string): string {
  return `task-${refId}`;
}

/** How long an audio plays: speech by its length, a prompt a fixed time. */
function secondsOf(audio: Json): number {
  if (promptOf(audio) !== undefined || !isJsonObject(audio)) return promptSeconds;
  const { tts } = audio;
  return typeof tts === 'string' ? Math.ceil(tts.length / charactersPerSecond) : promptSeconds;
}
