import { z } from 'zod';
import { shockSchema } from './traffic/shock.js';

/** The kinds of configuration resources that the platform keeps. */
export const resourceKinds = [
  'flow',
  'strategy',
  'queue',
  'trunk',
  'language_pack',
  'directory',
  'reporting',
] as const;
export type ResourceKind = (typeof resourceKinds)[number];
export const resourceKindSchema = z.enum(resourceKinds);

const clientSchema = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scopes: z.array(z.string().min(1)),
  /** How long its tokens last; a platform has a default of its own. */
  tokenSeconds: z.number().int().positive().optional(),
});

/** One factor for each hour of the day, midnight first, on how many call. */
const hourlyFactorsSchema = z
  .array(z.number().nonnegative())
  .length(24)
  .refine((factors) => factors.some((factor) => factor > 0), 'somebody has to call some time');

const callersSchema = z.object({
  perMinute: z.number().nonnegative(),
  /** Mean of the exponential patience in a queue; null: nobody ever gives up. */
  patienceSeconds: z.number().positive().nullable(),
  /** Hazard of hanging up while the flow plays. */
  flowHangupRatioPerMinute: z.number().nonnegative(),
  entryFlowId: z.string().min(1),
  /** Only agents who have the skill, and speak the language, may answer. */
  skill: z.string().min(1).optional(),
  language: z.string().min(1).optional(),
  /** Takes the place of the org's. */
  hourlyFactors: hourlyFactorsSchema.optional(),
});

const minuteOfDaySchema = z.number().int().min(0).max(1440);
const agentsSchema = z.number().int().nonnegative();

/** Agents on queue in a part of the day, in minutes after midnight; past midnight if `to` is earlier. */
const shiftSchema = z.object({
  from: minuteOfDaySchema,
  to: minuteOfDaySchema,
  agents: agentsSchema,
});

const agentGroupSchema = z.object({
  agents: agentsSchema.default(0),
  /** Languages too. */
  skills: z.array(z.string().min(1)).default([]),
  /** Mean of the exponential length of a conversation. */
  handleSeconds: z.number().positive(),
  /** Mean of the exponential time after it in which the agent is not free yet. */
  wrapUpSeconds: z.number().nonnegative().default(0),
  /** Given these, `agents` counts for nothing: the sum of the shifts that are on does. */
  shifts: z.array(shiftSchema).optional(),
});

/** Who answers a queue: one group of agents, of the queue's skill, and any others. */
const staffingSchema = z.object({
  agents: agentsSchema.default(0),
  handleSeconds: z.number().positive().default(180),
  skill: z.string().default(''),
  wrapUpSeconds: z.number().nonnegative().default(0),
  shifts: z.array(shiftSchema).optional(),
  groups: z.array(agentGroupSchema).default([]),
});

/** An id, and any other content. */
const resourceSchema = z.object({ id: z.string().min(1) }).catchall(z.json());

/** Which vendor's API an org speaks. */
export const platforms = ['guide', 'genesys-cloud', 'nice-cxone'] as const;
export type PlatformName = (typeof platforms)[number];

const orgSchema = z.object({
  platform: z.enum(platforms).default('guide'),
  id: z.string().min(1),
  name: z.string().min(1),
  type: z.enum(['parent', 'sub']),
  parentOrgId: z.string().nullable().default(null),
  region: z.string().default(''),
  businessUnit: z.string().default(''),
  /** False: switched off, as the organization tree says. */
  enabled: z.boolean().default(true),
  carrier: z.string().default(''),
  clients: z.array(clientSchema).default([]),
  /** The offset of its local time, in which the day's curve and shifts are given. */
  timeZone: z
    .string()
    .regex(/^(UTC|Z|[+-]\d{2}:\d{2})$/, 'an offset such as +01:00, or UTC')
    .default('UTC'),
  hourlyFactors: hourlyFactorsSchema.optional(),
  callers: callersSchema.nullable().default(null),
  /** More people who call, who want something else or reach another flow. */
  callerStreams: z.array(callersSchema).default([]),
  queues: z.record(z.string(), staffingSchema).default({}),
  resources: z.partialRecord(resourceKindSchema, z.array(resourceSchema)).default({}),
  /** Resources in the vendor's own shapes, by the dialect's kind; the dialect projects them onto `resources`. */
  native: z.record(z.string(), z.array(resourceSchema)).default({}),
});

const startAtSchema = z.iso.datetime({ offset: true });

/** A whole simulated enterprise: its orgs, what is configured in them, who calls and who answers. */
export const worldFileSchema = z
  .object({
    seed: z.number().int(),
    startAt: startAtSchema.optional(),
    warmUpMinutes: z.number().int().min(0).max(720).default(90),
    /** How long an agent's telephone rings before the call is answered. */
    ringSeconds: z
      .object({ min: z.number().nonnegative(), max: z.number().nonnegative() })
      .refine(({ min, max }) => min <= max, 'min must not be above max')
      .default({ min: 4, max: 8 }),
    /** How many requests each org of the guide's dialect may send in how many seconds of platform time. */
    requestLimit: z
      .object({ requests: z.number().int().positive(), seconds: z.number().int().positive() })
      .default({ requests: 1000, seconds: 60 }),
    shocks: z.array(shockSchema).default([]),
    orgs: z.array(orgSchema).min(1),
  })
  .superRefine((world, context) => {
    for (const message of inconsistencies(world.orgs)) context.addIssue(message);
    const shockIds = world.shocks.flatMap(({ id }) => id ?? []);
    for (const id of duplicates(shockIds)) context.addIssue(`shock id ${id} is used twice`);
  });

export type WorldFile = z.input<typeof worldFileSchema>;
export type ParsedWorld = z.output<typeof worldFileSchema>;
export type WorldOrg = z.output<typeof orgSchema>;
export type WorldClient = z.output<typeof clientSchema>;
export type Callers = z.output<typeof callersSchema>;
export type Staffing = z.output<typeof staffingSchema>;
export type AgentGroupStaffing = z.output<typeof agentGroupSchema>;
export type Shift = z.output<typeof shiftSchema>;

function inconsistencies(orgs: WorldOrg[]): string[] {
  const orgIds = orgs.map((org) => org.id);
  const unknownParents = orgs
    .filter((org) => org.parentOrgId !== null && !orgIds.includes(org.parentOrgId))
    .map((org) => `org ${org.id}: parentOrgId ${org.parentOrgId} is no org of this world`);
  return [
    ...duplicates(orgIds).map((id) => `org id ${id} is used twice`),
    ...duplicates(orgs.flatMap((org) => org.clients.map((client) => client.clientId))).map(
      (id) => `client id ${id} is used twice`,
    ),
    ...duplicates(orgs.flatMap(resourceIdsOf)).map((id) => `resource id ${id} is used twice`),
    ...unknownParents,
  ];
}

function resourceIdsOf(org: WorldOrg): string[] {
  return Object.values(org.resources)
    .flat()
    .map((resource) => resource.id);
}

function duplicates(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}
