import type { JsonObject } from '../../domain/json.js';
import type { ResourceKind } from '../../domain/resource.js';
import type { WireError } from '../../http/errors.js';
import { failure, type Asked } from '../kind-calls.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import type { Collection } from './kinds.js';
import { alike, allEntities } from './lists.js';

/** A write that the platform refused, in words that do not leave the wire. */
export interface RefusedWrite {
  readonly asked: Asked;
  readonly kind: ResourceKind;
  readonly body: JsonObject;
  /** Null where the resource is yet to be made. */
  readonly id: string | null;
}

/** What a refused write wanted and another resource has, with what to do about it; null where there is no such thing. */
export async function takenBy(
  context: Context,
  collection: Collection,
  write: RefusedWrite,
  options: CallOptions,
): Promise<WireError | null> {
  return (
    (await nameTaken(context, collection, write, options)) ??
    (await valueTaken(context, collection, write, options))
  );
}

/** The platform takes names for the same that differ in case; here they are two, and a template has to say which. */
async function nameTaken(
  context: Context,
  { path }: Collection,
  { asked, kind, body: { name }, id }: RefusedWrite,
  options: CallOptions,
): Promise<WireError | null> {
  if (typeof name !== 'string') return null;
  const others = (await alike(context, path, name, options)).filter((one) => one.id !== id);
  const [other] = others;
  // One of the very name is for the caller to look at: a create of ours may have made it.
  if (other === undefined || others.some((one) => one.name === name)) return null;
  return failure(
    context,
    asked,
    'rejected',
    `is refused: there is a ${kind} "${other.name}", and names that differ in case only are the same there; spell the template's name like that`,
  );
}

async function valueTaken(
  context: Context,
  { path, exclusive }: Collection,
  { asked, kind, body, id }: RefusedWrite,
  options: CallOptions,
): Promise<WireError | null> {
  if (exclusive === undefined) return null;
  const wanted = body[exclusive];
  if (!Array.isArray(wanted)) return null;
  for (const other of await allEntities(context, path, {}, options)) {
    const { id: its, name, state, [exclusive]: held } = other;
    if (its === id || state === 'deleted' || name === body['name'] || !Array.isArray(held))
      continue;
    const both = wanted.find((one) => held.includes(one));
    if (typeof both === 'string' && typeof name === 'string')
      return failure(
        context,
        asked,
        'rejected',
        `is refused: ${exclusive} "${both}" is that of the ${kind} "${name}"; take it from there first`,
      );
  }
  return null;
}
