import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { WorldOrg } from '../world-file.js';

/** CXone's ids are numbers, unlike in every tenant; a world file writes them as digits. */
const numericIdSchema = z.string().regex(/^[1-9]\d{0,14}$/, 'an id in CXone is a number');

const skillSchema = z
  .object({
    id: numericIdSchema,
    skillName: z.string().min(1),
    isActive: z.boolean().default(true),
    mediaTypeId: z.number().int().default(4),
    serviceLevelThreshold: z.number().nonnegative().default(30),
    serviceLevelGoal: z.number().min(0).max(100).default(80),
  })
  .catchall(z.json());

const scriptSchema = z.object({
  id: numericIdSchema,
  /** The whole path, folders parted by backslashes. */
  scriptName: z.string().min(1),
  /** The Studio JSON, as a text or as it is. */
  content: z.union([z.string(), z.record(z.string(), z.json())]),
  modifyUser: z.string().default('studio'),
});

const pointOfContactSchema = z.object({
  id: numericIdSchema,
  contactAddress: z.string().min(1),
  contactDescription: z.string().min(1),
  scriptName: z.string().min(1),
  defaultSkillId: z.number().int().positive(),
  isActive: z.boolean().default(true),
});

const hoursSchema = z
  .object({ id: numericIdSchema, hoursOfOperationProfileName: z.string().min(1) })
  .catchall(z.json());

const tenantSchema = z.object({
  id: z.string().min(1),
  businessUnitId: z.number().int().positive().optional(),
  area: z.string().optional(),
  cluster: z.string().optional(),
  domain: z.string().optional(),
});

const applicationSchema = z.object({ id: z.string().min(1), clientSecret: z.string().min(1) });

/** What a world file says of an org in CXone's own terms. */
const nativeSchema = z.strictObject({
  tenant: z.array(tenantSchema).max(1).default([]),
  /** The registered applications: who may ask for tokens by OIDC on behalf of an access key. */
  application: z.array(applicationSchema).default([]),
  skill: z.array(skillSchema).default([]),
  script: z.array(scriptSchema).default([]),
  point_of_contact: z.array(pointOfContactSchema).default([]),
  hours_of_operation: z.array(hoursSchema).default([]),
});

export type Native = z.output<typeof nativeSchema>;

/** The native resources of an org, or a refusal of the world file. */
export function nativeOf(org: WorldOrg): Native {
  const parsed = nativeSchema.safeParse(org.native);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
  throw Problem.badRequest(`org ${org.id}: native.${issues.slice(0, 3).join('; native.')}`, issues);
}

/** The numeric ids that an org takes. */
export function numericIdsOf(native: Native): string[] {
  const { skill, script, point_of_contact, hours_of_operation } = native;
  return [...skill, ...script, ...point_of_contact, ...hours_of_operation].map(({ id }) => id);
}
