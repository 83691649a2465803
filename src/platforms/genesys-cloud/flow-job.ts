import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { WireError } from '../../http/errors.js';
import { failure, isKind } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { yamlOf } from './flow-content.js';
import { FLOWS_PATH } from './kinds.js';
import { JOB_MS, poll } from './poll.js';

const JOBS = `${FLOWS_PATH}/jobs`;

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

/**
 * Publishes a flow's YAML by a job; the id of the flow that it made or changed. Once the file is up the job cannot be
 * called back, so that its end is waited for whoever gives up meanwhile.
 */
export async function publishByJob(
  context: Context,
  document: JsonObject,
  options: CallOptions,
): Promise<string> {
  const { org, api } = context;
  const asked = { method: 'POST', path: JOBS } as const;
  const answer = await api.send({ ...options, ...asked });
  const { id, presignedUrl, headers } = parseBody(registeredSchema, answer.body, { org, ...asked });
  const { signal: _signal, longestWaitMs: _longest, ...unstoppable } = options;
  const { deadlineMs } = options;
  const until = deadlineMs === undefined ? {} : { deadlineMs };
  const text = yamlOf(document);
  const source = { method: 'GET', path: `${JOBS}/${encodeURIComponent(id)}` } as const;
  const stateNow = async (now: CallOptions): Promise<JobState> => {
    const request = { ...now, ...source, query: { expand: 'messages' } };
    return parseBody(stateSchema, (await api.send(request)).body, { org, ...source });
  };
  try {
    await api.transfer({ method: 'PUT', url: presignedUrl, headers, text, ...until });
  } catch (error) {
    // The file may be up all the same: then the job has begun, and its end is what counts.
    if (!isKind(error, 'unavailable', 'noAnswer')) throw error;
    if ((await stateNow(unstoppable)).status === 'Registered') throw error;
  }
  const waiting = { ...unstoppable, longestMs: JOB_MS };
  const ended = await poll(context, source, waiting, async (now) => {
    const state = await stateNow(now);
    return state.status === 'Success' || state.status === 'Failure' ? state : null;
  });
  if (ended.status === 'Failure') throw refusal(context, source.path, ended);
  if (ended.flow !== undefined) return ended.flow.id;
  throw failure(context, source, 'malformed', 'ended without a flow');
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
