import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { isJsonObject, jsonObjectSchema, type JsonObject } from '../json.js';
import type { WriteOrigin } from '../world/resource-writer.js';
import { nativesOf, originOf, page, type GenesysCall } from './api-call.js';
import type { NativeResource } from './native-store.js';
import type { GenesysPlatform } from './platform.js';
import { textOf } from './text.js';

/** What only the platform says of a language: a body that names it changes nothing. */
const platformsOwn = [
  'id',
  'promptId',
  'mediaUri',
  'audioFormat',
  'uploadStatus',
  'uploadUri',
  'durationSeconds',
  'selfUri',
];
const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

export function listPromptResources(call: GenesysCall): Answer {
  const prompt = promptOf(call);
  return page(
    call,
    resourcesOf(prompt).map((one) => shownResource(call, prompt.id, one)),
  );
}

export function getPromptResource(call: GenesysCall): Answer {
  const prompt = promptOf(call);
  return ok(shownResource(call, prompt.id, addressed(call, prompt)));
}

export function createPromptResource(call: GenesysCall): Answer {
  const given = bodyOf(call.request, jsonObjectSchema);
  const { language } = given;
  if (typeof language !== 'string') throw Problem.badRequest('language is required');
  if (!isLanguage(language)) throw Problem.badRequest(`There is no language ${language}.`);
  const prompt = promptOf(call);
  if (resourcesOf(prompt).some((one) => one['language'] === language)) {
    throw Problem.badRequest(`The prompt already has a resource for ${language}.`);
  }
  return keep(call, prompt, language, given, {});
}

/** A full replacement without a version. A recording is not part of the body, and stays. */
export function putPromptResource(call: GenesysCall): Answer {
  const prompt = promptOf(call);
  const current = addressed(call, prompt);
  const given = bodyOf(call.request, jsonObjectSchema);
  return keep(call, prompt, call.params[1] ?? '', given, only(current, platformsOwn));
}

export function deletePromptResource(call: GenesysCall): Answer {
  const prompt = promptOf(call);
  replaceResource(writerOf(call), prompt, addressed(call, prompt), null);
  return { status: 204, headers: {}, body: undefined };
}

/** Takes the recording of a language away, and leaves its texts. */
export function deletePromptAudio(call: GenesysCall): Answer {
  const prompt = promptOf(call);
  const current = addressed(call, prompt);
  replaceResource(writerOf(call), prompt, current, without(current, platformsOwn));
  return { status: 204, headers: {}, body: undefined };
}

/** A prompt as a list or a GET shows it: by default with all of its languages. */
export function shownPrompt(call: GenesysCall, id: string, shown: JsonObject): JsonObject {
  const { query } = call.request;
  const { resources, ...prompt } = shown;
  if (query.get('includeResources') === 'false') return prompt;
  const wanted = query.getAll('language').filter((one) => one !== '');
  const listed = Array.isArray(resources) ? resources.filter(isJsonObject) : [];
  const ofThese = listed.filter(
    ({ language }) => wanted.length === 0 || wanted.includes(textOf(language)),
  );
  return { ...prompt, resources: ofThese.map((one) => shownResource(call, id, one)) };
}

/** A prompt with languages is deleted only by those who say that these are to go, too. */
export function refuseLanguages({ request }: GenesysCall, { body }: NativeResource): void {
  const hasLanguages = Array.isArray(body['resources']) && body['resources'].length > 0;
  if (!hasLanguages || request.query.get('allResources') === 'true') return;
  throw new Problem(409, 'general.conflict', 'The prompt has resources.');
}

function writerOf(call: GenesysCall): { platform: GenesysPlatform; origin: WriteOrigin } {
  return { platform: call.platform, origin: originOf(call) };
}

/** Puts another resource in the place of one, or takes it away. */
export function replaceResource(
  { platform, origin }: { platform: GenesysPlatform; origin: WriteOrigin },
  prompt: NativeResource,
  { language }: JsonObject,
  resource: JsonObject | null,
): void {
  const others = resourcesOf(prompt).filter((one) => one['language'] !== language);
  const resources = resource === null ? others : [...others, resource];
  platform.state.natives.replace(prompt, { ...prompt.body, resources });
  platform.project(prompt.orgId, origin);
}

export function resourcesOf({ body }: NativeResource): JsonObject[] {
  const { resources } = body;
  return Array.isArray(resources) ? resources.filter(isJsonObject) : [];
}

/** The prompt in the path. */
export function promptOf(call: GenesysCall): NativeResource {
  const id = call.params[0] ?? '';
  const prompt = nativesOf(call).get('prompt', call.grant.orgId, id);
  if (prompt === undefined) throw Problem.notFound(`There is no prompt with the id ${id}.`);
  return prompt;
}

/** Its language in the path. */
export function addressed(call: GenesysCall, prompt: NativeResource): JsonObject {
  const language = call.params[1] ?? '';
  const resource = resourcesOf(prompt).find((one) => one['language'] === language);
  if (resource === undefined) throw Problem.notFound(`The prompt has no resource for ${language}.`);
  return resource;
}

function keep(
  call: GenesysCall,
  prompt: NativeResource,
  language: string,
  given: JsonObject,
  recording: JsonObject,
): Answer {
  const resource = { ...without(given, platformsOwn), ...recording, language };
  replaceResource(writerOf(call), prompt, resource, resource);
  return ok(shownResource(call, prompt.id, resource));
}

/** Where a recording is to be had is signed anew for whoever asks. */
function shownResource(call: GenesysCall, promptId: string, resource: JsonObject): JsonObject {
  const { mediaUri, ...shown } = resource;
  const language = textOf(resource['language']);
  const isSigned =
    typeof mediaUri === 'string' && call.request.query.get('includeMediaUris') !== 'false';
  return {
    uploadStatus: 'created',
    languageDefault: false,
    ...shown,
    id: language,
    promptId,
    ...(isSigned ? { mediaUri: `${mediaUri}?X-Amz-Date=${call.nowMs}` } : {}),
    selfUri: `/api/v2/architect/prompts/${promptId}/resources/${language}`,
  };
}

/** The vendor has a list of its own; the world's languages come near. */
function isLanguage(code: string): boolean {
  try {
    return code === code.toLowerCase() && languageNames.of(code) !== undefined;
  } catch {
    return false;
  }
}

function only(body: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}

function without(body: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}
