import { z } from 'zod';
import { jsonObjectSchema } from '../json.js';

const when = {
  id: z.string().min(1).optional(),
  /** Platform time; else `fromMinutes` from the world's start, or from now if placed later. */
  from: z.iso.datetime({ offset: true }).optional(),
  fromMinutes: z.number().default(0),
};
const lasting = { ...when, minutes: z.number().positive().max(525_600) };
const share = z.number().min(0).max(1).default(1);

/** Something that happens to the world on its own account, and when. */
export const shockSchema = z.discriminatedUnion('type', [
  /** New calls that a carrier brings are lost: all of them, or a share. */
  z.object({ type: z.literal('carrierOutage'), ...lasting, carrier: z.string().min(1), share }),
  /** People call more often, or less: everywhere, in a region, or at one org. */
  z.object({
    type: z.literal('peak'),
    ...lasting,
    factor: z.number().nonnegative().max(100),
    region: z.string().optional(),
    orgId: z.string().optional(),
  }),
  /** Bad lines: callers hang up in the flow, and it takes longer to be put through. */
  z.object({
    type: z.literal('degradation'),
    ...lasting,
    region: z.string().optional(),
    /** Added to the hazard of hanging up in the flow. */
    hangUpsPerMinute: z.number().nonnegative().default(0),
    /** Added to the time an agent's telephone rings. */
    ringSeconds: z.number().nonnegative().default(0),
  }),
  /** A share of the agents goes off queue; those on a call finish it first. */
  z.object({
    type: z.literal('agentsOff'),
    ...lasting,
    orgId: z.string().min(1),
    /** Absent: every queue that the org staffs. */
    queueId: z.string().optional(),
    share,
  }),
  /** A person edits a resource by hand, once: a support engineer's fix, or a release gone wrong. */
  z.object({
    type: z.literal('edit'),
    ...when,
    resourceId: z.string().min(1),
    patch: jsonObjectSchema,
    by: z.string().min(1).default('shock'),
  }),
]);

export type Shock = z.output<typeof shockSchema>;
export type ShockType = Shock['type'];

/** A shock with its place in time; an edit has no duration. */
export type PlacedShock = Shock & { id: string; fromMs: number; toMs: number };
export type PlacedShockOf<Type extends ShockType> = Extract<PlacedShock, { type: Type }>;
