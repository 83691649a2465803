import { z } from 'zod';
import { resourceKinds } from '../world-file.js';
import { effectSchema, isLasting } from './effect.js';
import { momentSchema } from './moment.js';

export type { FaultEffect } from './effect.js';

/** The kinds that every dialect knows; a dialect may name others of its own. */
export const requestKinds = [...resourceKinds, 'token', 'analytics', 'organizations'] as const;
export type RequestKind = (typeof requestKinds)[number];

const routeSchema = z
  .string()
  .regex(/^[/^]/, 'a route is a path prefix ("/api/…") or a regular expression ("^/api/…")')
  .refine(isRoute, 'not a regular expression');

/** A fault: which requests it meets, which of these it hits, and what it does to them. */
export const faultSchema = z
  .strictObject({
    id: z.string().min(1).optional(),
    /** What it is for, to whoever reads the list. */
    note: z.string().optional(),
    orgId: z.string().optional(),
    /** Only requests of this client. */
    clientId: z.string().optional(),
    method: z.string().toUpperCase().optional(),
    kind: z.string().min(1).optional(),
    /** Only requests that address this resource. */
    resourceId: z.string().optional(),
    /** A prefix of the path, or a regular expression over it where it begins with `^`. */
    route: routeSchema.optional(),
    /** Platform time: an instant, or an ISO 8601 duration counted from when the fault is placed. */
    from: momentSchema.optional(),
    until: momentSchema.optional(),
    /** The first matching request that is hit, counted from 1. */
    nth: z.number().int().min(1).default(1),
    /**
     * How many are hit from then on; 0 is forever. Default 1, but 0 where `until`, `probability` or
     * a lasting effect says how long.
     */
    count: z.number().int().min(0).optional(),
    /** Starts over after so many matching requests: bursts. */
    every: z.number().int().min(1).optional(),
    /** Of the requests that would be hit, the share that is. */
    probability: z.number().min(0).max(1).default(1),
    /** Of all chance in this fault. */
    seed: z.number().int().default(1),
    effect: effectSchema,
  })
  .transform((fault) => ({ ...fault, count: fault.count ?? defaultCount(fault) }));

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** What faults look at in a request. */
export interface FaultTarget {
  orgId: string | null;
  clientId?: string | null;
  method: string;
  /** One of `requestKinds`, or a kind of the dialect's own. */
  kind: string | null;
  resourceId: string | null;
}

function defaultCount(fault: {
  until?: unknown;
  probability: number;
  effect: z.output<typeof effectSchema>;
}): number {
  const isBounded = fault.until !== undefined || fault.probability < 1;
  return isBounded || isLasting(fault.effect) ? 0 : 1;
}

function isRoute(route: string): boolean {
  if (!route.startsWith('^')) return true;
  try {
    return new RegExp(route, 'u').source !== '';
  } catch {
    return false;
  }
}
