import { ok, type Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import { decoded } from '../http/route.js';
import type { GenesysCall } from './api-call.js';
import { uuidOf } from './native-store.js';
import type { GenesysPlatform } from './platform.js';
import { addressed, promptOf, replaceResource, resourcesOf } from './prompt-resources.js';

export const promptUploadPrefix = '/prompt-uploads/';
const transcodingMs = 2000;

/** Says where the recording of a language is to be put. */
export function registerPromptUpload(call: GenesysCall): Answer {
  const prompt = promptOf(call);
  addressed(call, prompt);
  const place = [call.grant.orgId, prompt.id, call.params[1] ?? ''];
  const path = promptUploadPrefix + place.map(encodeURIComponent).join('/');
  const origin = `http://${call.request.headers.host ?? 'localhost'}`;
  return ok({ url: `${origin}${path}?X-Amz-Signature=${signatureOf(path)}`, headers: {} });
}

/** A recording has arrived: callers hear it once it is transcoded. False where nobody asked for it. */
export function takeRecording(
  { path, query }: SimulatorRequest,
  platform: GenesysPlatform,
  nowMs: number,
): boolean {
  if (query.get('X-Amz-Signature') !== signatureOf(path)) return false;
  const [orgId = '', promptId = '', language = ''] = path
    .slice(promptUploadPrefix.length)
    .split('/')
    .map(decoded);
  const become = (
    status: string,
    atMs: number,
    more: Record<string, string | number> = {},
  ): boolean => {
    const prompt = platform.state.natives.get('prompt', orgId, promptId);
    const current =
      prompt && resourcesOf(prompt).find((resource) => resource['language'] === language);
    if (prompt === undefined || current === undefined) return false;
    const origin = { clientId: 'manual:recording', atMs, ifMatch: null };
    replaceResource({ platform, origin }, prompt, current, {
      ...current,
      ...more,
      uploadStatus: status,
    });
    return true;
  };
  const mediaUri = `https://recordings.example/${promptId}/${language}.wav`;
  platform.world.agenda.at(nowMs + transcodingMs, (atMs) => {
    become('transcoded', atMs, { mediaUri, durationSeconds: 4 });
  });
  return become('uploaded', nowMs);
}

function signatureOf(path: string): string {
  return uuidOf(`${path}/signature`);
}
