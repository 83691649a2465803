import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { WireError } from '../../http/errors.js';
import { failure, isLost, orNull } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { yamlOf } from './flow-content.js';
import type { FlowContext } from './flow-work.js';
import { FLOWS_PATH } from './kinds.js';
import { JOB_MS, poll } from './poll.js';

const JOBS = `${FLOWS_PATH}/jobs`;
/** A job that has not begun so long after its file was sent never had it. Platform time. */
const NOTICED_MS = 30_000;

const registeredSchema = z.object({
  id: z.string().min(1),
  presignedUrl: z.url(),
  headers: z.record(z.string(), z.string()).default({}),
});
const stateSchema = z.object({
  status: z.string(),
  flow: z.object({ id: z.string().min(1) }).optional(),
  messages: z.array(z.object({ type: z.string().optional(), text: z.string() })).default([]),
});
type JobState = z.infer<typeof stateSchema>;

/** A job whose file is to be put at its address. */
interface Job extends z.infer<typeof registeredSchema> {
  readonly path: string;
}

/**
 * Publishes a flow's YAML by a job; the id of the flow that it made or changed. Once the file is up the job cannot be
 * called back, so that its end is waited for whoever gives up meanwhile; where it is not seen, `work` knows of it.
 */
export async function publishByJob(
  context: FlowContext,
  flow: string,
  document: JsonObject,
  options: CallOptions,
): Promise<string> {
  const { api, work } = context;
  const asked = { method: 'POST', path: JOBS } as const;
  const answer = await api.send({ ...options, ...asked });
  const registered = parseBody(registeredSchema, answer.body, { org: context.org, ...asked });
  const job = { ...registered, path: `${JOBS}/${encodeURIComponent(registered.id)}` };
  const { signal: _signal, longestWaitMs: _longest, ...unstoppable } = options;
  work.begin(flow, async (now) => isEnd(await orNull(stateOf(context, job, now))));
  const refused = await upload(context, job, yamlOf(document), unstoppable);
  if (refused !== null) {
    work.end(flow);
    throw refused;
  }
  const source = { method: 'GET', path: job.path };
  const waiting = { ...unstoppable, longestMs: JOB_MS };
  const ended = await poll(context, source, waiting, async (now) => {
    const state = await stateOf(context, job, now);
    return isEnd(state) ? state : null;
  });
  work.end(flow);
  if (ended.status === 'Failure') throw refusal(context, job.path, ended);
  if (ended.flow !== undefined) return ended.flow.id;
  throw failure(context, source, 'malformed', 'ended without a flow');
}

/** One that is gone has ended, too. */
function isEnd(state: JobState | null): boolean {
  return state === null || state.status === 'Success' || state.status === 'Failure';
}

async function stateOf(
  { org, api }: Context,
  { path }: Pick<Job, 'path'>,
  options: CallOptions,
): Promise<JobState> {
  const source = { method: 'GET', path } as const;
  const answer = await api.send({ ...options, ...source, query: { expand: 'messages' } });
  return parseBody(stateSchema, answer.body, { org, ...source });
}

/** Null once the file is up; else why it is not. Throws where nobody knows. */
async function upload(
  context: Context,
  job: Job,
  text: string,
  options: CallOptions,
): Promise<WireError | null> {
  const { presignedUrl: url, headers } = job;
  const { deadlineMs } = options;
  const until = deadlineMs === undefined ? {} : { deadlineMs };
  try {
    await context.api.transfer({ method: 'PUT', url, headers, text, ...until });
    return null;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    // The file may be up all the same: then the job begins, and its end is what counts.
    return isRefused(error) || !(await hasBegun(context, job, options)) ? error : null;
  }
}

/** True where an upload certainly changed nothing. A gateway's 5xx says nothing of what is behind it. */
function isRefused(error: WireError): boolean {
  const { status = 0 } = error.facts;
  if (!isLost(error)) return true;
  return status === 503 || (status >= 400 && status < 500);
}

/** The platform notices a file some time after it is up. */
function hasBegun(context: Context, job: Job, options: CallOptions): Promise<boolean> {
  const { clock } = context.api;
  const giveUpMs = clock.nowMs() + NOTICED_MS;
  const waiting = { ...options, longestMs: 2 * NOTICED_MS };
  const asked = { method: 'GET', path: job.path };
  return poll(context, asked, waiting, async (now) => {
    if ((await stateOf(context, job, now)).status !== 'Registered') return { begun: true };
    return clock.nowMs() >= giveUpMs ? { begun: false } : null;
  }).then(({ begun }) => begun);
}

const MESSAGES = 5;
const CHARACTERS = 200;

/** A failure without a word is the service's own, and may be gone the next time. */
function refusal(context: Context, path: string, { messages }: JobState): WireError {
  const texts = messages
    .filter(({ type }) => type !== 'Information')
    .slice(0, MESSAGES)
    .map(({ text }) => text.replaceAll(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').slice(0, CHARACTERS));
  const asked = { method: 'GET', path };
  if (texts.length === 0) return failure(context, asked, 'unavailable', 'failed without a reason');
  const isHeld = texts.some((text) => /locked\.by\.user|already\.in\.progress/.test(text));
  return new WireError(`The flow was not published in ${context.org}: ${texts.join('; ')}`, {
    kind: isHeld ? 'locked' : 'rejected',
    org: context.org,
    ...asked,
    code: 'flow.job.failed',
  });
}
