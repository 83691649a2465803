import { answer, ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { JsonObject } from '../json.js';
import { iso, nativesOf, type GenesysCall } from './api-call.js';
import { FlowContentError } from './flow-content.js';
import { foreignHolder } from './flow-locks.js';
import { addVersion, publish } from './flow-record.js';
import { validatedFlow } from './flow-validation.js';
import { uuidOf } from './native-store.js';
import type { GenesysPlatform } from './platform.js';
import { flowsOf, newFlow } from './state.js';

export const uploadPrefix = '/flow-uploads/';
/** Until the service notices the file. */
const noticingMs = 1000;
const leastMs = 3000;
const spreadMs = 5000;
const uploadMs = 900_000;

/** The upload of one flow, and what becomes of it. */
export interface FlowJob {
  id: string;
  orgId: string;
  clientId: string;
  status: 'Registered' | 'Started' | 'Success' | 'Failure';
  flowId: string | null;
  messages: { type: 'Error' | 'Information'; text: string; atMs: number }[];
  /** What a request to the presigned URL has to bring along. */
  signature: string;
  headers: Record<string, string>;
  expiresMs: number;
  /** Its file is there. */
  isUploaded: boolean;
}

/** Registers a job and says where its content is to be put. */
export function registerJob(call: GenesysCall): Answer {
  const { orgId, clientId } = call.grant;
  const id = nativesOf(call).nextId(orgId);
  const job: FlowJob = {
    id,
    orgId,
    clientId,
    status: 'Registered',
    flowId: null,
    messages: [],
    signature: uuidOf(`${id}/signature`),
    headers: {
      'x-amz-meta-jobid': id,
      'x-amz-meta-organizationid': orgId,
      'x-amz-server-side-encryption': 'AES256',
    },
    expiresMs: call.nowMs + uploadMs,
    isUploaded: false,
  };
  call.platform.jobs.set(id, job);
  const origin = `http://${call.request.headers.host ?? 'localhost'}`;
  const presignedUrl = `${origin}${uploadPrefix}${id}?X-Amz-Signature=${job.signature}`;
  return answer(202, { id, presignedUrl, headers: job.headers });
}

export function getJob(call: GenesysCall): Answer {
  const job = call.platform.jobs.get(call.params[0] ?? '');
  if (job?.orgId !== call.grant.orgId) {
    throw Problem.notFound(`There is no job with the id ${call.params[0]}.`);
  }
  const expands = call.request.query.getAll('expand').join(',').split(',');
  return ok({
    id: job.id,
    status: job.status,
    command: 'Publish',
    ...(job.flowId === null
      ? {}
      : { flow: { id: job.flowId, selfUri: `/api/v2/flows/${job.flowId}` } }),
    ...(expands.includes('messages') ? { messages: job.messages.map(shownMessage) } : {}),
    selfUri: `/api/v2/flows/jobs/${job.id}`,
  });
}

/** The content has arrived: a moment later the job begins, and takes some seconds, whether or not anybody asks. */
export function startJob(
  platform: GenesysPlatform,
  job: FlowJob,
  yaml: string,
  nowMs: number,
): void {
  job.isUploaded = true;
  platform.world.agenda.at(nowMs + noticingMs, () => {
    job.status = 'Started';
  });
  const spread = Number.parseInt(job.signature.slice(0, 6), 16) % spreadMs;
  platform.world.agenda.at(nowMs + leastMs + spread, (atMs) => {
    try {
      job.flowId = publishContent(platform, job, yaml, atMs);
      job.status = 'Success';
      job.messages.push({ type: 'Information', text: 'The flow was published.', atMs });
    } catch (error) {
      const reasons = error instanceof FlowContentError ? error.reasons : [String(error)];
      job.status = 'Failure';
      job.messages.push(...reasons.map((text) => ({ type: 'Error' as const, text, atMs })));
    }
  });
}

/** The flow that the content names gets a new version; a name that is new makes a new flow. */
function publishContent(
  platform: GenesysPlatform,
  job: FlowJob,
  yaml: string,
  atMs: number,
): string {
  const { state } = platform;
  const { orgId, clientId } = job;
  const valid = validatedFlow(yaml, state.natives, orgId);
  const { name, type, description } = valid.content;
  const known = flowsOf(state, orgId).find((one) => one.name === name && one.type === type);
  const holder = known === undefined ? undefined : foreignHolder(known, clientId);
  if (holder !== undefined) {
    throw new FlowContentError([
      `Flow '${name}' is locked by ${holder} (architect.flow.locked.by.user)`,
    ]);
  }
  if (known?.operation?.complete === false) {
    throw new FlowContentError([
      `Flow '${name}' is being published (operation.already.in.progress)`,
    ]);
  }
  const flow = known ?? newFlow(state, orgId, state.natives.nextId(orgId), name);
  flow.type = type;
  flow.description = description;
  publish(flow, addVersion(flow, { ...valid, yaml, createdMs: atMs, createdBy: clientId }), atMs);
  flow.lock = null;
  platform.project(orgId, { clientId, atMs, ifMatch: null });
  return flow.id;
}

function shownMessage({ type, text, atMs }: FlowJob['messages'][number]): JsonObject {
  return { dateTime: iso(atMs), type, text };
}
