import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { isJsonObject, jsonObjectSchema, type JsonObject } from '../json.js';
import { nativesOf, page, type GenesysCall } from './api-call.js';
import type { NativeResource } from './native-store.js';

export function listPromptResources(call: GenesysCall): Answer {
  return page(call, resourcesOf(promptOf(call)));
}

export function getPromptResource(call: GenesysCall): Answer {
  const language = call.params[1] ?? '';
  const resource = resourcesOf(promptOf(call)).find((one) => one['language'] === language);
  if (resource === undefined) throw Problem.notFound(`The prompt has no resource for ${language}.`);
  return ok(resource);
}

export function createPromptResource(call: GenesysCall): Answer {
  const given = bodyOf(call.request, jsonObjectSchema);
  const { language } = given;
  if (typeof language !== 'string') throw Problem.badRequest('language is required');
  if (resourcesOf(promptOf(call)).some((one) => one['language'] === language)) {
    throw Problem.badRequest(`The prompt already has a resource for ${language}.`);
  }
  return keep(call, language, given);
}

export function putPromptResource(call: GenesysCall): Answer {
  getPromptResource(call);
  return keep(call, call.params[1] ?? '', bodyOf(call.request, jsonObjectSchema));
}

function keep(call: GenesysCall, language: string, given: JsonObject): Answer {
  const prompt = promptOf(call);
  const resource: JsonObject = {
    ...given,
    id: language,
    promptId: prompt.id,
    language,
    uploadStatus: typeof given['ttsString'] === 'string' ? 'transcoded' : 'created',
    selfUri: `/api/v2/architect/prompts/${prompt.id}/resources/${language}`,
  };
  const others = resourcesOf(prompt).filter((one) => one['language'] !== language);
  nativesOf(call).replace(prompt, { ...prompt.body, resources: [...others, resource] });
  return ok(resource);
}

function promptOf(call: GenesysCall): NativeResource {
  const id = call.params[0] ?? '';
  const prompt = nativesOf(call).get('prompt', call.grant.orgId, id);
  if (prompt === undefined) throw Problem.notFound(`There is no prompt with the id ${id}.`);
  return prompt;
}

function resourcesOf(prompt: NativeResource): JsonObject[] {
  const { resources } = prompt.body;
  return Array.isArray(resources) ? resources.filter(isJsonObject) : [];
}
