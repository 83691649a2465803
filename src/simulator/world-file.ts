import { z } from 'zod';

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

const callersSchema = z.object({
  perMinute: z.number().nonnegative(),
  /** Mean of the exponential patience in a queue. */
  patienceSeconds: z.number().positive(),
  /** Hazard of hanging up while the flow plays. */
  flowHangupRatioPerMinute: z.number().nonnegative(),
  entryFlowId: z.string().min(1),
});

const staffingSchema = z.object({
  agents: z.number().int().nonnegative(),
  handleSeconds: z.number().positive(),
  skill: z.string(),
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
  carrier: z.string().default(''),
  clients: z.array(clientSchema).default([]),
  callers: callersSchema.nullable().default(null),
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
    orgs: z.array(orgSchema).min(1),
  })
  .superRefine((world, context) => {
    for (const message of inconsistencies(world.orgs)) context.addIssue(message);
  });

export type WorldFile = z.input<typeof worldFileSchema>;
export type ParsedWorld = z.output<typeof worldFileSchema>;
export type WorldOrg = z.output<typeof orgSchema>;
export type WorldClient = z.output<typeof clientSchema>;
export type Callers = z.output<typeof callersSchema>;
export type Staffing = z.output<typeof staffingSchema>;

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
