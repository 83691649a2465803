import { z } from 'zod';
import { ResourceKind, type LiveResource } from '../../domain/resource.js';
import type { JsonObject } from '../../domain/json.js';
import { orNull } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { FLOWS_PATH } from './kinds.js';

const versionSchema = z.object({ id: z.string().min(1) });
export const flowSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  type: z.string().optional(),
  description: z.string().optional(),
  active: z.boolean().optional(),
  deleted: z.boolean().optional(),
  publishedVersion: versionSchema.optional(),
  lockedClient: z.object({ id: z.string() }).optional(),
  currentOperation: z
    .object({
      complete: z.boolean().optional(),
      actionStatus: z.string().optional(),
      errorCode: z.string().optional(),
    })
    .optional(),
});
/** A flow as the API tells it: all but what it does. */
export type FlowView = z.infer<typeof flowSchema>;

/** What stands for the version of a flow that was never published. */
export const UNPUBLISHED = 'none';

export function versionOf({ publishedVersion }: FlowView): string {
  return publishedVersion?.id ?? UNPUBLISHED;
}

export function flowPath(id: string): string {
  return `${FLOWS_PATH}/${encodeURIComponent(id)}`;
}

/** Null where there is none, or none any more. */
export async function readView(
  { org, api }: Context,
  id: string,
  options: CallOptions,
): Promise<FlowView | null> {
  const asked = { method: 'GET', path: flowPath(id) } as const;
  const answer = await orNull(api.send({ ...options, ...asked }));
  if (answer === null) return null;
  const view = parseBody(flowSchema, answer.body, { org, ...asked });
  return view.deleted === true ? null : view;
}

/** A flow with what its published version does. */
export function liveFlow(view: FlowView, document: JsonObject): LiveResource {
  const { id, name, active } = view;
  return {
    kind: ResourceKind.flow,
    id,
    name,
    body: { ...document, name },
    version: versionOf(view),
    enabled: active !== false,
  };
}
