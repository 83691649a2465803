import { z } from 'zod';
import type { LiveResource } from '../../domain/resource.js';
import { failure, type Asked } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { entityPages } from './lists.js';

const TRACKING = '/api/v2/architect/dependencytracking';
const buildSchema = z.object({ status: z.string() });

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
  const path = `${TRACKING}/build`;
  const asked = { method: 'GET', path } as const;
  const answer = await context.api.send({ ...options, ...asked });
  const { status } = parseBody(buildSchema, answer.body, { org: context.org, ...asked });
  if (status !== 'OPERATIONAL')
    throw failure(context, deleting, 'conflict', 'waits: who uses it is not known yet');
  const query = { id: live.id, objectType };
  const users = entityPages(context, `${TRACKING}/consumingresources`, query, options);
  for await (const { entities } of users)
    if (entities.length > 0)
      throw failure(context, deleting, 'conflict', 'is refused: something still uses it');
}
