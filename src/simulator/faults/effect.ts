import { z } from 'zod';
import { jsonObjectSchema } from '../json.js';

const latencyMs = z.number().int().min(0).max(600_000);
const seconds = z.number().positive().max(86_400);
const share = z.number().min(0).max(1);

/** What a fault does. Seconds are platform time, milliseconds are wall time. */
export const effectSchema = z.discriminatedUnion('type', [
  /** Answers with this status; nothing is applied. */
  z.strictObject({
    type: z.literal('status'),
    status: z.number().int().min(400).max(599),
    code: z.string().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.json().optional(),
  }),
  /** Waits before the request is processed: `ms`, or a drawn time from `ms` to `maxMs`. */
  z.strictObject({
    type: z.literal('latency'),
    ms: latencyMs,
    maxMs: latencyMs.optional(),
  }),
  /**
   * Refuses with the dialect's 429. The headers tell the counter as it is (so the refusal comes
   * before it is out), or as out, or there are none at all.
   */
  z.strictObject({
    type: z.literal('rateLimit'),
    headers: z.enum(['real', 'out', 'none']).default('real'),
    retryAfterSeconds: z.number().int().min(0).optional(),
  }),
  /** The request is applied, but its answer never arrives; with a status, a gateway gives up on it. */
  z.strictObject({
    type: z.literal('dropResponse'),
    status: z.number().int().min(500).max(599).optional(),
  }),
  /** The connection breaks before anything is applied. */
  z.strictObject({ type: z.literal('reset') }),
  /** A person edits the addressed resource just before the request is processed. */
  z.strictObject({ type: z.literal('edit'), patch: jsonObjectSchema, by: z.string().min(1) }),
  /** All tokens of the org are revoked just before the request is processed. */
  z.strictObject({ type: z.literal('revokeTokens') }),
  /** The client is refused, at the token endpoint and with its tokens, as long as the fault is there. */
  z.strictObject({ type: z.literal('revokeClient') }),
  /** Refuses a write with the dialect's own conflict; `code` picks one of its several. */
  z.strictObject({
    type: z.literal('conflict'),
    code: z.string().optional(),
    status: z.number().int().min(400).max(499).optional(),
  }),
  /** A GET shows what was there before the last write, for so long after that write. */
  z.strictObject({ type: z.literal('staleRead'), seconds }),
  /** A list shows its resources as they were before their last writes, and none created, for so long after that. */
  z.strictObject({ type: z.literal('staleList'), seconds }),
  /** A resource is not found, for so long after it was created. */
  z.strictObject({ type: z.literal('notFoundAfterCreate'), seconds }),
  /** Half of the answer's body is missing: complete for HTTP, or broken off with the connection. */
  z.strictObject({ type: z.literal('truncate'), breaksOff: z.boolean().default(false) }),
  /** Analytics answer with intervals that hold nothing. */
  z.strictObject({ type: z.literal('noData') }),
  /** Analytics know nothing of the last seconds. */
  z.strictObject({ type: z.literal('lateData'), seconds }),
  /** Analytics leave out rows; each stays with this probability. */
  z.strictObject({ type: z.literal('sparseData'), keep: share }),
]);

export type FaultEffect = z.output<typeof effectSchema>;
export type EffectOf<Type extends FaultEffect['type']> = Extract<FaultEffect, { type: Type }>;

const lasting: readonly FaultEffect['type'][] = [
  'revokeClient',
  'staleRead',
  'staleList',
  'notFoundAfterCreate',
  'lateData',
  'sparseData',
];

/** True of effects that describe a state of the platform rather than a mishap. */
export function isLasting(effect: FaultEffect): boolean {
  return lasting.includes(effect.type);
}
