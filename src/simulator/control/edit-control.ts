import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { bodyOf } from '../http/request.js';
import { jsonObjectSchema } from '../json.js';
import { resourceKindSchema } from '../world-file.js';
import { editByHand } from '../world/manual-edit.js';
import { etagOf, type Resource } from '../world/resource.js';
import type { World } from '../world/world.js';
import type { ControlCall } from './control-call.js';

const editSchema = z
  .object({
    orgId: z.string(),
    kind: resourceKindSchema,
    resourceId: z.string().optional(),
    name: z.string().optional(),
    patch: jsonObjectSchema,
    by: z.string().min(1),
  })
  .refine((edit) => edit.resourceId !== undefined || edit.name !== undefined, {
    message: 'resourceId or name is required',
  });

/** A person edits a resource by hand. */
export function editResource({ simulation, request }: ControlCall): Answer {
  const edit = bodyOf(request, editSchema);
  const { world } = simulation;
  const resource = find(world, edit);
  if (resource === undefined) {
    throw Problem.notFound(`no ${edit.kind} ${edit.resourceId ?? edit.name} in ${edit.orgId}`);
  }
  const changed = editByHand(world, resource, edit.patch, edit.by, simulation.advance());
  return ok({ id: resource.id, etag: etagOf(resource), changed, body: resource.body });
}

function find(world: World, edit: z.output<typeof editSchema>): Resource | undefined {
  if (edit.resourceId === undefined)
    return world.store.named(edit.orgId, edit.kind, edit.name ?? '');
  const resource = world.store.get(edit.resourceId);
  return resource?.orgId === edit.orgId && resource.kind === edit.kind ? resource : undefined;
}
