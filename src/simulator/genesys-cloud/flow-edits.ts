import { isJsonObject, sameJson, type JsonObject } from '../json.js';
import { yamlOf } from './flow-document.js';
import { addVersion, publish, type FlowRecord } from './flow-record.js';
import { validatedFlow } from './flow-validation.js';
import { uuidOf } from './native-store.js';
import type { GenesysState } from './state.js';

/** A person who changed a flow has published it: a new version, as Architect makes it. False where nothing changed. */
export function takeOverFlow(
  state: GenesysState,
  flow: FlowRecord,
  before: JsonObject,
  after: JsonObject,
  nowMs: number,
): boolean {
  const { content } = after;
  if (sameJson(content, before['content']) || !isJsonObject(content)) return false;
  const yaml = yamlOf(content);
  const valid = validatedFlow(yaml, state.natives, flow.orgId);
  const createdBy = uuidOf(`${flow.orgId}/author`);
  publish(flow, addVersion(flow, { ...valid, yaml, createdMs: nowMs, createdBy }), nowMs);
  flow.description = valid.content.description;
  return true;
}
