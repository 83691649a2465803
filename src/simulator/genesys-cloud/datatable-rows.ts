import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { jsonObjectSchema, type JsonObject } from '../json.js';
import { nativesOf, page, project, type GenesysCall } from './api-call.js';
import { rowId, type NativeResource } from './native-store.js';

/** Rows in full, or only their keys, which is what `showbrief` leaves by default. */
export function listRows(call: GenesysCall): Answer {
  const prefix = rowId(tableIdOf(call), '');
  const rows = nativesOf(call)
    .list('datatableRow', call.grant.orgId)
    .filter((row) => row.id.startsWith(prefix));
  return page(
    call,
    rows.map((row) => shownRow(call, row)),
  );
}

export function getRow(call: GenesysCall): Answer {
  return ok(shownRow(call, addressedRow(call)));
}

export function createRow(call: GenesysCall): Answer {
  const body = bodyOf(call.request, jsonObjectSchema);
  const { key } = body;
  if (typeof key !== 'string' || key === '') throw Problem.badRequest('key is required');
  const id = rowId(tableIdOf(call), key);
  const { orgId } = call.grant;
  if (nativesOf(call).get('datatableRow', orgId, id) !== undefined) {
    throw Problem.badRequest(`A row with the key '${key}' already exists.`);
  }
  nativesOf(call).add('datatableRow', orgId, id, body);
  project(call);
  return ok(body);
}

/** A full replacement, without a version: the last writer wins. */
export function putRow(call: GenesysCall): Answer {
  const row = addressedRow(call);
  const body = bodyOf(call.request, jsonObjectSchema);
  const { key = null } = row.body;
  if (body['key'] !== undefined && body['key'] !== key) {
    throw Problem.badRequest('the key of a row cannot be changed');
  }
  nativesOf(call).replace(row, { ...body, key });
  project(call);
  return ok(row.body);
}

export function deleteRow(call: GenesysCall): Answer {
  nativesOf(call).remove(addressedRow(call));
  project(call);
  return { status: 204, headers: {}, body: undefined };
}

function tableIdOf(call: GenesysCall): string {
  const id = call.params[0] ?? '';
  if (nativesOf(call).get('datatable', call.grant.orgId, id) !== undefined) return id;
  throw Problem.notFound(`There is no datatable with the id ${id}.`);
}

function addressedRow(call: GenesysCall): NativeResource {
  const id = rowId(tableIdOf(call), call.params[1] ?? '');
  const row = nativesOf(call).get('datatableRow', call.grant.orgId, id);
  if (row === undefined) throw Problem.notFound(`There is no row with the key ${call.params[1]}.`);
  return row;
}

function shownRow({ request }: GenesysCall, row: NativeResource): JsonObject {
  const isBrief = (request.query.get('showbrief') || 'true') === 'true';
  return isBrief ? { key: row.body['key'] ?? null } : row.body;
}
