import { parse, stringify } from 'yaml';
import type { JsonObject } from '../json.js';
import type { FlowVersion } from './flow-record.js';

const documents = new WeakMap<FlowVersion, JsonObject>();

/** The YAML of a version as one document. */
export function documentOf(version: FlowVersion): JsonObject {
  let document = documents.get(version);
  if (document === undefined)
    documents.set(version, (document = parse(version.yaml) as JsonObject));
  return document;
}

export function yamlOf(document: JsonObject): string {
  return stringify(document, { lineWidth: 0 });
}
