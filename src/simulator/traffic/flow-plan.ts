import { isJsonObject, sectionOf, type Json, type JsonObject } from '../json.js';
import { isEnabled, type Resource } from '../world/resource.js';
import type { ResourceStore } from '../world/resource-store.js';
import type { ResourceKind } from '../world-file.js';

const defaultTimeoutSeconds = 900;
const defaultPromptSeconds = 5;
const placeholder = /\{\{.*?\}\}/;

/** One block of a flow, ready to be walked. `next` is an index; -1 is the end of the flow. */
export interface FlowStep {
  blockId: string;
  kind: 'play' | 'error' | 'strategy' | 'queue' | 'disconnect';
  durationMs: number;
  targetId: string;
  next: number;
}

type FlowAction = Omit<FlowStep, 'next' | 'blockId'>;

/** A flow with its references resolved. */
export interface FlowPlan {
  steps: FlowStep[];
  timeoutMs: number;
  /** The flow fails before its first block. */
  failsAtStart: boolean;
}

/** Prepares a flow for walking; null when it takes no calls. */
export function planFlow(flow: Resource | undefined, store: ResourceStore): FlowPlan | null {
  if (flow === undefined || flow.kind !== 'flow' || !isEnabled(flow)) return null;
  const settings = sectionOf(flow.body, 'settings');
  const blocks = Array.isArray(flow.body['blocks']) ? flow.body['blocks'].filter(isJsonObject) : [];
  const indexById = new Map(blocks.map((block, index) => [block['id'], index]));
  const languagePackId = settings['languagePackId'];
  return {
    steps: blocks.map((block, index) => stepOf(block, index, indexById, blocks.length, store)),
    timeoutMs: numberOr(settings['callTimeoutSeconds'], defaultTimeoutSeconds) * 1000,
    failsAtStart: languagePackId !== undefined && !isAlive(store, 'language_pack', languagePackId),
  };
}

function stepOf(
  block: JsonObject,
  index: number,
  indexById: Map<Json | undefined, number>,
  length: number,
  store: ResourceStore,
): FlowStep {
  const following = index + 1 < length ? index + 1 : -1;
  const jump = block['next'];
  const next = jump === undefined || jump === null ? following : indexById.get(jump);
  const { id } = block;
  const blockId = typeof id === 'string' ? id : `#${index}`;
  const step = { blockId, ...actionOf(block, store) };
  // A jump to nowhere is a dead reference like any other.
  return next === undefined ? { ...step, kind: 'error', next: following } : { ...step, next };
}

function actionOf(block: JsonObject, store: ResourceStore): FlowAction {
  const properties = sectionOf(block, 'properties');
  const error = { kind: 'error', durationMs: 0, targetId: '' } as const;
  if (placeholder.test(JSON.stringify(properties))) return error;
  const { type = null } = block;
  switch (typeof type === 'string' ? type : '') {
    case 'SetVariable':
      return { kind: 'play', durationMs: 0, targetId: '' };
    case 'PlayPrompt':
    case 'CollectInput':
    case 'Menu':
      return { kind: 'play', durationMs: promptMs(properties), targetId: '' };
    case 'TransferToStrategy':
      return transferTo('strategy', properties['strategyId'], store) ?? error;
    case 'TransferToQueue':
      return transferTo('queue', properties['queueId'], store) ?? error;
    case 'Disconnect':
      return { kind: 'disconnect', durationMs: 0, targetId: '' };
    default:
      return error;
  }
}

function transferTo(
  kind: 'strategy' | 'queue',
  targetId: Json | undefined,
  store: ResourceStore,
): FlowAction | undefined {
  if (typeof targetId !== 'string' || !isAlive(store, kind, targetId)) return undefined;
  return { kind, durationMs: 0, targetId };
}

function isAlive(store: ResourceStore, kind: ResourceKind, id: Json): boolean {
  const resource = typeof id === 'string' ? store.get(id) : undefined;
  return resource !== undefined && resource.kind === kind && isEnabled(resource);
}

function promptMs(properties: JsonObject): number {
  return numberOr(properties['durationSeconds'], defaultPromptSeconds) * 1000;
}

function numberOr(value: Json | undefined, fallback: number): number {
  return typeof value === 'number' && value >= 0 ? value : fallback;
}
