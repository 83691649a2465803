import { answer, ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { jsonObjectSchema } from '../json.js';
import { etagOf, type Resource } from '../world/resource.js';
import type { WriteOrigin } from '../world/resource-writer.js';
import { requireScope, type ApiCall } from './api-call.js';
import type { ResourceCollection } from './resource-collections.js';

export function getResource(call: ApiCall, collection: ResourceCollection): Answer {
  return withEtag(addressed(call, collection));
}

export function createResource(call: ApiCall, collection: ResourceCollection): Answer {
  requireScope(call, collection.writeScope);
  const body = bodyOf(call.request, jsonObjectSchema);
  const { kind, path } = collection;
  const created = call.world.writer.create(kind, call.grant.orgId, body, originOf(call));
  return answer(201, created.body, {
    ETag: etagOf(created),
    Location: `${path}/${encodeURIComponent(created.id)}`,
  });
}

export function patchResource(call: ApiCall, collection: ResourceCollection): Answer {
  requireScope(call, collection.writeScope);
  const resource = addressed(call, collection);
  requireMatch(call, resource);
  call.world.writer.patch(resource, bodyOf(call.request, jsonObjectSchema), originOf(call));
  return withEtag(resource);
}

export function deleteResource(call: ApiCall, collection: ResourceCollection): Answer {
  requireScope(call, collection.writeScope);
  const resource = addressed(call, collection);
  requireMatch(call, resource);
  call.world.writer.remove(resource, originOf(call));
  return { status: 204, headers: {}, body: undefined };
}

/** The resource in the path, if it is of this collection and of the token's org. */
function addressed(call: ApiCall, collection: ResourceCollection): Resource {
  const id = call.params[0] ?? '';
  const resource = call.world.store.get(id);
  if (resource?.kind === collection.kind && resource.orgId === call.grant.orgId) return resource;
  throw Problem.notFound(`no ${collection.kind} ${id}`);
}

function requireMatch(call: ApiCall, resource: Resource): void {
  const condition = call.request.headers['if-match'];
  if (condition === undefined) {
    throw new Problem(428, 'precondition.required', 'the request needs an If-Match header');
  }
  if (condition === '*' || condition === etagOf(resource)) return;
  throw new Problem(412, 'precondition.failed', `${resource.kind} ${resource.id} has changed`);
}

function originOf(call: ApiCall): WriteOrigin {
  return {
    clientId: call.grant.clientId,
    atMs: call.nowMs,
    ifMatch: call.request.headers['if-match'] ?? null,
  };
}

function withEtag(resource: Resource): Answer {
  return ok(resource.body, { ETag: etagOf(resource) });
}
