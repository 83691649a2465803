import { z } from 'zod';

import { identifier } from './identifier.js';

const variables = z
  .record(
    z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'a variable is named in capitals, digits and "_"'),
    z
      .union([z.string(), z.number(), z.boolean()], 'must be text, a number or true/false')
      .refine((value) => !String(value).includes('{{'), 'variables are not replaced in variables'),
  )
  .default({});

const overrides = z
  .record(
    z.string().regex(/^[^/]+\/[^/]+(\/[^/]+)?$/, 'is a key: kind/name, or group/kind/name'),
    z
      .record(z.string(), z.json(), 'must be an object: the members to change')
      .refine((patch) => Object.keys(patch).length > 0, 'must change something'),
  )
  .default({});

const timeZone = z.string().refine((zone) => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}, 'is not a time zone such as Europe/Berlin');

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'cannot hold credentials')
  .transform((url) => url.replace(/\/+$/, ''));

const org = z.strictObject({
  platform: z.enum(['guide']),
  org_id: identifier,
  /** What the platform calls the org; for people, and for discovery to see that it was renamed. */
  name: z.string().min(1).optional(),
  parent: identifier.optional(),
  region: identifier,
  carrier: identifier,
  time_zone: timeZone,
  credentials: z
    .string()
    .regex(/^[a-z]+:\S+$/, 'is a reference such as file:production/org_sub_002, never a secret'),
  variables,
  overrides,
});

/** environments/<name>.yaml: how the logical orgs exist in one environment. */
export const environmentSchema = z.strictObject({
  simulated: z.boolean().default(false),
  promotes_from: identifier.optional(),
  platforms: z.strictObject({ guide: z.strictObject({ base_url: baseUrl }).optional() }),
  variables,
  overrides,
  groups: z.record(identifier, z.strictObject({ variables, overrides })).default({}),
  orgs: z.record(identifier, org),
  not_here: z.array(identifier).default([]),
});

export type EnvironmentDocument = z.infer<typeof environmentSchema>;
