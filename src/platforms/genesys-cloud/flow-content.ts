import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import { asReading, failure, type Asked } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { FLOWS_PATH } from './kinds.js';
import { JOB_MS, poll } from './poll.js';

/** Versions kept in memory: a version never changes, and an export takes seconds. */
const KEPT_VERSIONS = 500;

/** What versions of flows do, as their YAML tells it. */
export interface FlowContents {
  /** The YAML's document, exported where it is not known yet. */
  get(flowId: string, version: string, options: CallOptions): Promise<JsonObject>;
  /** The versions of a flow that are known, with their documents. */
  known(flowId: string): readonly (readonly [string, JsonObject])[];
}

/** Creates contents of which none is known. */
export function createFlowContents(context: Context): FlowContents {
  const kept = new Map<string, JsonObject>();
  return {
    async get(flowId, version, options) {
      const key = `${flowId}@${version}`;
      const known = kept.get(key);
      const document = known ?? (await exportVersion(context, flowId, version, options));
      kept.delete(key);
      kept.set(key, document);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_VERSIONS && oldest !== undefined) kept.delete(oldest);
      return document;
    },
    known: (flowId) =>
      [...kept].flatMap(([key, document]) =>
        key.startsWith(`${flowId}@`) ? [[key.slice(flowId.length + 1), document] as const] : [],
      ),
  };
}

/** A document as the job takes it: for parsers of either YAML, to whom `no` or `12:30` may be no text. */
export function yamlOf(document: JsonObject): string {
  return stringify(document, { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false });
}

/** The member that holds the flow: `inboundCall`, say; null where a document has not exactly one. */
export function sectionOf(document: JsonObject): [string, JsonObject] | null {
  const [first, ...others] = Object.entries(document);
  if (first === undefined || others.length > 0) return null;
  const [type, section] = first;
  return isJsonObject(section) ? [type, section] : null;
}

const jobSchema = z.object({ id: z.string().min(1) });
const stateSchema = z.object({ status: z.string(), downloadUrl: z.url().optional() });

async function exportVersion(
  context: Context,
  flowId: string,
  version: string,
  options: CallOptions,
): Promise<JsonObject> {
  const { org, api } = context;
  const path = `${FLOWS_PATH}/export/jobs`;
  const asked = { method: 'POST', path } as const;
  const json = { flows: [{ flow: { id: flowId, version } }] };
  // Fewer exports a minute than other requests are let through: a whole org's flows have to wait for each other.
  const { id } = await poll(context, asked, { ...options, longestMs: JOB_MS }, async (now) => {
    const registered = await api.send({ ...asReading(now), ...asked, json });
    return parseBody(jobSchema, registered.body, { org, ...asked });
  });
  const job = `${path}/${encodeURIComponent(id)}`;
  const waiting = { ...options, longestMs: JOB_MS };
  const url = await poll(context, { method: 'GET', path: job }, waiting, async (now) => {
    const source = { method: 'GET', path: job } as const;
    const answer = await api.send({ ...now, ...source });
    const { status, downloadUrl } = parseBody(stateSchema, answer.body, { org, ...source });
    if (status === 'Success' && downloadUrl !== undefined) return { downloadUrl };
    return status === 'Failure' ? { downloadUrl: null } : null;
  });
  const source = { method: 'GET', path: job };
  if (url.downloadUrl === null) throw failure(context, source, 'unavailable', 'failed');
  const { signal } = options;
  const signalled = signal === undefined ? {} : { signal };
  const text = await api.transfer({ method: 'GET', url: url.downloadUrl, ...signalled });
  return documentOf(context, source, text);
}

function documentOf(context: Context, asked: Asked, text: string): JsonObject {
  const document = parsed(text);
  if (isJsonObject(document)) return document;
  throw failure(context, asked, 'malformed', 'led to a file that is no flow in YAML');
}

function parsed(text: string): Json | undefined {
  try {
    return parse(text) as Json;
  } catch {
    return undefined;
  }
}
