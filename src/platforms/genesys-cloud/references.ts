import { z } from 'zod';
import type { LiveResource } from '../../domain/resource.js';
import { failure, type Asked } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, ResourceUser } from '../port.js';
import type { Context } from './context.js';
import { allEntities } from './lists.js';

const TRACKING = '/api/v2/architect/dependencytracking';
const buildSchema = z.object({ status: z.string() });

/** What dependency tracking says. */
const consumerSchema = z.object({
  id: z.string(),
  name: z.string().default(''),
  type: z.string().default(''),
});

/**
 * Flows and IVRs that use a resource, by what the platform has published; null where nobody knows, since dependency
 * tracking is being built.
 */
export async function usersOf(
  context: Context,
  { id }: Pick<LiveResource, 'id'>,
  objectType: string,
  options: CallOptions,
): Promise<readonly ResourceUser[] | null> {
  const { org, api } = context;
  const asked = { method: 'GET', path: `${TRACKING}/build` } as const;
  const answer = await api.send({ ...options, ...asked });
  const { status } = parseBody(buildSchema, answer.body, { org, ...asked });
  if (status !== 'OPERATIONAL') return null;
  const path = `${TRACKING}/consumingresources`;
  const found = await allEntities(context, path, { id, objectType }, options);
  return found.map((entity) => {
    const user = parseBody(consumerSchema, entity, { org, method: 'GET', path });
    return { id: user.id, name: `${user.type.toLowerCase()} ${user.name}`.trim() };
  });
}

/**
 * Refuses to delete what a flow or an IVR still uses: the platform itself would let it go, and callers would run into
 * the gap. Where dependency tracking is not up to date nobody knows, and nothing is deleted.
 */
export async function refuseReferenced(
  context: Context,
  deleting: Asked,
  live: LiveResource,
  objectType: string | undefined,
  options: CallOptions,
): Promise<void> {
  if (objectType === undefined) return;
  const users = await usersOf(context, live, objectType, options);
  if (users === null)
    throw failure(context, deleting, 'conflict', 'waits: who uses it is not known yet');
  if (users.length > 0)
    throw failure(context, deleting, 'conflict', 'is refused: something still uses it');
}
