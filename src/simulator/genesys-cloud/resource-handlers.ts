import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { jsonObjectSchema, type JsonObject } from '../json.js';
import { isNamed, nativesOf, page, project, type GenesysCall } from './api-call.js';
import type { Collection } from './collections.js';
import { withDefaults } from './defaults.js';
import type { NativeResource } from './native-store.js';
import { refuseLanguages, shownPrompt } from './prompt-resources.js';
import { nameTaken, numberTaken, versionConflict, versionMismatch } from './refusals.js';
import { textOf } from './text.js';

/** Deleted skills stay in their list. */
const kindsListedDeleted = ['skill'];

export function listNatives(call: GenesysCall, collection: Collection): Answer {
  const { query } = call.request;
  const found = nativesOf(call)
    .list(collection.kind, call.grant.orgId)
    .concat(kindsListedDeleted.includes(collection.kind) ? deletedOf(call, collection) : [])
    .filter((resource) => isNamed(query, resource.body['name']));
  return page(
    call,
    found.map((resource) => shownTo(call, resource, collection)),
  );
}

export function getNative(call: GenesysCall, collection: Collection): Answer {
  const gone = deletedOf(call, collection).find((one) => one.id === call.params[0]);
  return ok(shownTo(call, gone ?? addressed(call, collection), collection));
}

function deletedOf(call: GenesysCall, { kind }: Collection): NativeResource[] {
  return nativesOf(call).deleted(kind, call.grant.orgId);
}

export function createNative(call: GenesysCall, collection: Collection): Answer {
  const { orgId } = call.grant;
  const body = givenBody(call, collection, null);
  const id = nativesOf(call).nextId(orgId);
  const created = nativesOf(call).add(collection.kind, orgId, id, body);
  project(call);
  return ok(shownTo(call, created, collection));
}

/** A full replacement: what the body leaves out goes back to its default. */
export function putNative(call: GenesysCall, collection: Collection): Answer {
  const resource = addressed(call, collection);
  const body = givenBody(call, collection, resource);
  const { resources } = resource.body;
  const kept = collection.kind === 'prompt' && resources !== undefined ? { resources } : {};
  nativesOf(call).replace(resource, { ...body, ...kept });
  project(call);
  return ok(shownTo(call, resource, collection));
}

/** Nothing is asked of those who refer to it: whatever flow still does has a dead reference. */
export function deleteNative(call: GenesysCall, collection: Collection): Answer {
  const resource = addressed(call, collection);
  if (collection.kind === 'prompt') refuseLanguages(call, resource);
  nativesOf(call).remove(resource);
  project(call);
  return { status: 204, headers: {}, body: undefined };
}

/** The resource in the path, if it is of this collection and of the token's org. */
export function addressed(call: GenesysCall, { kind }: Collection): NativeResource {
  const id = call.params[0] ?? '';
  const resource = nativesOf(call).get(kind, call.grant.orgId, id);
  if (resource === undefined) throw Problem.notFound(`There is no ${kind} with the id ${id}.`);
  return resource;
}

/** A resource as the API shows it. */
export function shown(resource: NativeResource, { path, concurrency }: Collection): JsonObject {
  const { id, body, version } = resource;
  return {
    ...body,
    id,
    ...(concurrency === 'none' ? {} : { version }),
    selfUri: `${path}/${id}`,
  };
}

/** The same to whoever asks: what is shown of a prompt goes by the query. */
function shownTo(call: GenesysCall, resource: NativeResource, collection: Collection): JsonObject {
  const body = shown(resource, collection);
  return collection.kind === 'prompt' ? shownPrompt(call, resource.id, body) : body;
}

function givenBody(
  call: GenesysCall,
  collection: Collection,
  current: NativeResource | null,
): JsonObject {
  const { id: _id, version, selfUri: _uri, ...given } = bodyOf(call.request, jsonObjectSchema);
  const { kind, concurrency } = collection;
  if (current !== null && concurrency !== 'none') {
    if (typeof version !== 'number') throw Problem.badRequest('version is required');
    requireVersion(version, current.version, concurrency);
  }
  const { name } = given;
  if (typeof name !== 'string' || name === '') throw Problem.badRequest('name is required');
  const holder = nativesOf(call)
    .list(kind, call.grant.orgId)
    .find((one) => textOf(one.body['name']).toLowerCase() === name.toLowerCase());
  if (holder !== undefined && holder.id !== current?.id) throw nameTaken(kind, name);
  if (kind === 'ivr') refuseTakenNumbers(call, given, current);
  if (kind !== 'prompt') return withDefaults(kind, given);
  // A prompt's languages are resources of their own, which come and go below it.
  const { resources: _resources, ...prompt } = given;
  return withDefaults(kind, prompt);
}

/** A number leads to one IVR. */
function refuseTakenNumbers(
  call: GenesysCall,
  { dnis }: JsonObject,
  current: NativeResource | null,
): void {
  const wanted = Array.isArray(dnis) ? dnis : [];
  for (const { id, body } of nativesOf(call).list('ivr', call.grant.orgId)) {
    const held = Array.isArray(body['dnis']) ? body['dnis'] : [];
    const both = held.find((one) => wanted.includes(one));
    if (both !== undefined && id !== current?.id) throw numberTaken(textOf(both));
  }
}

function requireVersion(
  given: number,
  current: number,
  concurrency: Collection['concurrency'],
): void {
  if (given === current) return;
  if (concurrency === 'version') throw versionConflict(given, current);
  throw versionMismatch(given, current);
}
