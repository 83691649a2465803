import { z } from 'zod';

/** A resource's body: only what we address it by is required, all else is kept as it is. */
export const resourceSchema = z.looseObject({ id: z.string().min(1), name: z.string().min(1) });

/** One page of a list. Entities need no more than an id. */
export const pageSchema = z.object({
  entities: z.array(z.looseObject({ id: z.string().min(1), name: z.string().optional() })),
  pageCount: z.number().int().nonnegative(),
});

export interface OrganizationNode {
  readonly id: string;
  readonly name: string;
  readonly parentOrgId?: string | null | undefined;
  readonly enabled?: boolean | undefined;
  readonly region?: string | null | undefined;
  readonly businessUnit?: string | null | undefined;
  readonly children?: readonly OrganizationNode[] | undefined;
}

const organizationSchema: z.ZodType<OrganizationNode> = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    name: z.string(),
    parentOrgId: z.string().nullish(),
    enabled: z.boolean().optional(),
    region: z.string().nullish(),
    businessUnit: z.string().nullish(),
    children: z.array(organizationSchema).optional(),
  }),
);

export const organizationsSchema = z.object({ entities: z.array(organizationSchema) });

const countSchema = z.number().int().nonnegative();

const resultSchema = z.object({
  dispositionCode: z.enum(['answered', 'abandoned']),
  interactions: countSchema,
  waitSecondsSum: z.number().nonnegative(),
  waitSecondsSumOfSquares: z.number().nonnegative(),
});

const intervalSchema = z.object({
  /** `start/end`, ISO 8601. */
  interval: z.string(),
  results: z.array(resultSchema),
  strategies: z.array(z.object({ reached: countSchema, firstPriority: countSchema })),
});

const secondsSchema = z.number().nonnegative();

export const observationsSchema = z.object({
  observedAt: z.iso.datetime({ offset: true }),
  queues: z.array(
    z.object({
      queueId: z.string().min(1),
      waitingCalls: countSchema,
      agents: z.array(z.object({ skills: z.array(z.string()), onQueue: countSchema })),
      handled: z.object({
        calls: countSchema,
        talkSecondsSum: secondsSchema,
        wrapUpSecondsSum: secondsSchema,
      }),
    }),
  ),
});
export type Observations = z.infer<typeof observationsSchema>;

export const analyticsSchema = z.object({
  freshUntil: z.iso.datetime({ offset: true }),
  intervals: z.array(intervalSchema),
});
export type Analytics = z.infer<typeof analyticsSchema>;
export type AnalyticsInterval = Analytics['intervals'][number];
