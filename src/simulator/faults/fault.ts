import { z } from 'zod';
import { jsonObjectSchema } from '../json.js';
import { resourceKinds } from '../world-file.js';

const effectSchema = z.discriminatedUnion('type', [
  /** Answers with this status; nothing is applied. */
  z.object({
    type: z.literal('status'),
    status: z.number().int().min(400).max(599),
    code: z.string().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.json().optional(),
  }),
  /** Waits in wall time before the request is processed. */
  z.object({ type: z.literal('latency'), ms: z.number().int().min(0).max(600_000) }),
  /** The request is applied, but its answer never arrives. */
  z.object({ type: z.literal('dropResponse') }),
  /** The connection breaks before anything is applied. */
  z.object({ type: z.literal('reset') }),
  /** A person edits the addressed resource just before the request is processed. */
  z.object({ type: z.literal('edit'), patch: jsonObjectSchema, by: z.string().min(1) }),
  /** All tokens of the org are revoked just before the request is processed. */
  z.object({ type: z.literal('revokeTokens') }),
  /** Half of the answer's body is missing. */
  z.object({ type: z.literal('truncate') }),
  /** Analytics answer with intervals that hold nothing. */
  z.object({ type: z.literal('noData') }),
]);

export const requestKinds = [...resourceKinds, 'token', 'analytics', 'organizations'] as const;

/** A fault: which requests it meets, which of these it hits, and what it does to them. */
export const faultSchema = z.object({
  id: z.string().min(1).optional(),
  orgId: z.string().optional(),
  method: z.string().toUpperCase().optional(),
  kind: z.enum(requestKinds).optional(),
  /** Only requests that address this resource. */
  resourceId: z.string().optional(),
  /** The first matching request that is hit, counted from 1. */
  nth: z.number().int().min(1).default(1),
  /** How many are hit from then on; 0 is forever. */
  count: z.number().int().min(0).default(1),
  effect: effectSchema,
});

export type Fault = z.output<typeof faultSchema>;
export type FaultEffect = Fault['effect'];
export type RequestKind = (typeof requestKinds)[number];

/** What faults look at in a request. */
export interface FaultTarget {
  orgId: string | null;
  method: string;
  kind: RequestKind | null;
  resourceId: string | null;
}
