import { z } from 'zod';

import { PLATFORM_NAMES } from '../../domain/release-model.js';
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

const sip = z.strictObject({
  target: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5}$/, 'is host:port of a session border controller')
    .describe('host:port of the session border controller, or of the trunk.'),
  number: z
    .string()
    .regex(/^\+?[A-Za-z0-9._-]{1,60}$/, 'is a number or a user part that can be dialled')
    .describe('What is dialled.'),
});

const calls = z.number().nonnegative();

const callsPerHour = z.union(
  [
    calls,
    z.array(calls).length(24, 'must have the calls of each of the 24 hours of the org’s day'),
  ],
  {
    error: 'must be the calls of an hour, or those of each of the 24 hours of the org’s day',
  },
);

const org = z.strictObject({
  platform: z.enum(PLATFORM_NAMES).describe('The platform that the org is on.'),
  org_id: identifier.describe('The platform’s own id of the org.'),
  name: z
    .string()
    .min(1)
    .optional()
    .describe('What the platform calls the org: for people, and for discovery to see a renaming.'),
  parent: identifier.optional().describe('Logical id of the parent org; a hub has none.'),
  region: identifier.describe('Region of the org; templates see it as {{ORG_REGION}}.'),
  carrier: identifier.describe('Carrier of the org; templates see it as {{ORG_CARRIER}}.'),
  time_zone: timeZone.describe('IANA time zone, such as Europe/Berlin.'),
  base_url: baseUrl
    .optional()
    .describe('Where this org’s API answers, if elsewhere than the platform’s: another region.'),
  login_url: baseUrl
    .optional()
    .describe('Where this org’s tokens are asked for, if elsewhere than the platform’s.'),
  credentials: z
    .string()
    .regex(/^[a-z]+:\S+$/, 'is a reference such as file:production/org_sub_002, never a secret')
    .describe('Where the secret provider finds the credentials. Never a secret itself.'),
  calls_per_hour: callsPerHour
    .optional()
    .describe(
      'Forecast of offered calls: of any hour, or of each hour of the org’s day. Absent: from what the platform has counted.',
    ),
  sip: sip.optional().describe('Where the staging gate calls it by SIP, too: real trunks.'),
  variables: variables.describe('Variables of this org alone: they win over all others.'),
  overrides: overrides.describe('Overrides of this org alone: they are applied last.'),
});

/** environments/<name>.yaml: how the logical orgs exist in one environment. */
export const environmentSchema = z.strictObject({
  simulated: z
    .boolean()
    .default(false)
    .describe('True where every org lives in the simulator: rehearsals and demos.'),
  promotes_from: identifier
    .optional()
    .describe('The environment that must have passed the same release first.'),
  platforms: z
    .strictObject({
      guide: z
        .strictObject({ base_url: baseUrl.describe('Where the platform’s API answers.') })
        .optional()
        .describe('The platform of the guide.'),
      'genesys-cloud': z
        .strictObject({
          base_url: baseUrl.describe('Where the API answers: https://api.mypurecloud.de, say.'),
          login_url: baseUrl
            .optional()
            .describe('Where tokens are asked for; default: at login. in place of api.'),
        })
        .optional()
        .describe('Genesys Cloud. Each org has its own region: see base_url of an org.'),
      'nice-cxone': z
        .strictObject({
          base_url: baseUrl.describe(
            'Where tenants are looked up, https://cxone.niceincontact.com; the API of each is where that says.',
          ),
          login_url: baseUrl
            .optional()
            .describe(
              'Where tokens are asked for, if elsewhere: https://na1.nice-incontact.com, say.',
            ),
        })
        .optional()
        .describe('NICE CXone. The org_id of an org is its tenant’s id.'),
    })
    .describe('Platforms of this environment.'),
  variables: variables.describe('Variables of every org here; those of a group and of an org win.'),
  overrides: overrides.describe(
    'JSON merge patches of resources by key, for every org here; those of a group and of an org come after.',
  ),
  groups: z
    .record(
      identifier,
      z.strictObject({
        variables: variables.describe('Variables of every org of the group; those of an org win.'),
        overrides: overrides.describe('Overrides of every org of the group.'),
      }),
    )
    .default({})
    .describe('What the groups of the manifest have of their own here.'),
  orgs: z.record(identifier, org).describe('The real org of each logical org id.'),
  not_here: z
    .array(identifier)
    .default([])
    .describe('Logical org ids that this environment does not have.'),
});

export type EnvironmentDocument = z.infer<typeof environmentSchema>;
