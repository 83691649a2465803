import { createRequire } from 'node:module';
import type { History } from '@temporalio/common/lib/proto-utils.js';

interface ProtoJson {
  fromJson(type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }): History;
  toJson(type: unknown, history: History): unknown;
}

interface ProtoRoot {
  lookupType(name: string): { fromObject(plain: unknown): History };
}

interface Patch {
  patchProtobufRoot(root: unknown): ProtoRoot;
}

/**
 * The JSON that Temporal's CLI and Web UI write. The SDK has functions for it, but where npm installs protobufjs more
 * than once they refuse each other's types; here both come from the one that the SDK's types are made of.
 */
const fromHere = createRequire(import.meta.url);
const fromSdk = createRequire(fromHere.resolve('@temporalio/common'));
const fromProto = createRequire(fromSdk.resolve('@temporalio/proto'));

const protoJson = fromProto('protobufjs/ext/protojson') as ProtoJson;
const proto = fromSdk('@temporalio/proto/lib/patch-protobuf-root') as Patch;
const historyType = proto
  .patchProtobufRoot(fromSdk('@temporalio/proto'))
  .lookupType('temporal.api.history.v1.History');

export function historyFromJson(text: string): History {
  return protoJson.fromJson(historyType, JSON.parse(text), { ignoreUnknownFields: true });
}

/** A plain object of JSON. */
export function historyToJson(history: History): unknown {
  return protoJson.toJson(historyType, historyType.fromObject(history));
}
