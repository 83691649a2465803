import { z } from 'zod';
import { FLAG_NAMES, flagNames } from '../domain/canary/flags.js';

/** Input of `rollout`, as operators type it. */
export const RolloutInput = z
  .strictObject({
    /** Any Git ref of the configuration repository. */
    release: z.string().min(1),
    environment: z.string().min(1),
    requestedBy: z.string().min(1).max(100).default('unknown'),
    /** Change ticket. */
    change: z.string().max(200).optional(),
    /** Why, for the report; policy may ask for it. */
    reason: z.string().min(1).max(1_000).optional(),
    /** Names of groups and orgs; nothing else is touched. */
    only: z.array(z.string().min(1)).optional(),
    except: z.array(z.string().min(1)).optional(),
    /** Plans and reports, writes nothing. */
    dryRun: z.boolean().default(false),
    /** For simulated environments: how many times faster than the wall the platform's clock runs. */
    timeScale: z.number().min(1).max(10_000).default(1),
    /**
     * Skips the staging pass and the freezes, shortens the windows and needs a reason and two people's signatures.
     * Preflight, snapshots, conditional writes and the breaker stay as they are.
     */
    emergency: z.boolean().default(false),
    /** The reason for going into an environment without the pass that it takes releases from. */
    overridePromotion: z.string().min(1).max(1_000).optional(),
    /** Puts on record what is live, as what later plans are compared with. Writes to no org. */
    adopt: z.boolean().default(false),
    /** Of an emergency: the rollout that waits, whose windows are closed before this one's first wave. */
    supersede: z.string().min(1).max(1_000).optional(),
    /** What becomes of what that one changed. */
    supersedeThen: z.enum(['takeBack', 'keep']).default('takeBack'),
  })
  .refine(({ supersede, emergency }) => supersede === undefined || emergency, {
    path: ['supersede'],
    error: 'only an emergency can supersede another rollout: add "emergency":true and a reason',
  });
export type RolloutInput = z.output<typeof RolloutInput>;
/** What a caller may leave out is optional here. */
export type RolloutRequest = z.input<typeof RolloutInput>;

const by = z.string().min(1).max(100).default('unknown');
const text = z.string().max(1_000);

// Strict, since a misspelt member that were dropped would change what the decision means.
export const Approve = z.strictObject({
  gate: z.string().min(1),
  by,
  /** When given, counts only for this plan (a prefix of at least 8 characters is enough). */
  planDigest: z.string().min(8).optional(),
  note: text.optional(),
  /** Flags of the wave that the approver has looked at, by comma; `external`: an outside cause. */
  flag: z
    .string()
    .refine(
      (value) => flagNames(value).every((name) => FLAG_NAMES.includes(name)),
      `names no flag: there are ${FLAG_NAMES.join(', ')}`,
    )
    .optional(),
  /** Why; the gate `close` of a rollout that is held asks for it. Goes where a note goes. */
  reason: text.optional(),
  /** When it was signed, ISO 8601; part of what the signature covers. */
  at: z.iso.datetime({ offset: true }).optional(),
  /** SSH signature of the decision's statement, armored: `rollcall approve --sign`. */
  signature: z.string().max(4_000).optional(),
});
export type Approve = z.output<typeof Approve>;

export const Reject = z.strictObject({
  /** Without one: whatever gate waits. */
  gate: z.string().min(1).optional(),
  by,
  reason: text.optional(),
  then: z.enum(['takeBack', 'keep']).default('takeBack'),
});
export type Reject = z.output<typeof Reject>;

export const Pause = z.strictObject({ by, reason: text.optional() });
export type Pause = z.output<typeof Pause>;

export const Resume = z.strictObject({ by });
export type Resume = z.output<typeof Resume>;

/** Not strict: a trip is taken whatever else its payload holds. */
export const TripBreaker = z.object({
  by,
  reason: z.string().default('no reason given'),
  /** Take back only the current wave, or everything that this rollout did. */
  scope: z.enum(['rollout', 'wave']).default('rollout'),
});
export type TripBreaker = z.output<typeof TripBreaker>;

/** The same decisions for the update `decide`, told apart by `decision`. */
export const Decision = z.discriminatedUnion('decision', [
  Approve.extend({ decision: z.literal('approve') }),
  Reject.extend({ decision: z.literal('reject') }),
  Pause.extend({ decision: z.literal('pause') }),
  Resume.extend({ decision: z.literal('resume') }),
  TripBreaker.extend({ decision: z.literal('trip') }),
]);
export type Decision = z.output<typeof Decision>;
export type DecisionRequest = z.input<typeof Decision>;

/** Answer of the update `decide`. */
export interface DecisionAnswer {
  /** A sentence for people: what was taken and what follows. */
  readonly taken: string;
  /** Of an approval: true where it opened the gate. */
  readonly opens?: boolean;
}

/** Names of signals, queries and the update of `rollout`. */
export const Message = {
  approve: 'approve',
  reject: 'reject',
  pause: 'pause',
  resume: 'resume',
  tripBreaker: 'tripBreaker',
  decide: 'decide',
  status: 'status',
  report: 'report',
} as const;
