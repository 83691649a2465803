import { z } from 'zod';

import { identifier } from './identifier.js';

/** manifest.yaml: which orgs get which components. */
export const manifestSchema = z.strictObject({
  deployment_targets: z
    .array(
      z.strictObject({
        group: identifier.describe('Name of the group: the first part of its resources’ keys.'),
        org_ids: z
          .array(identifier)
          .min(1, 'must name an org')
          .describe('Logical org ids. Every environment maps each, or lists it under not_here.'),
        components: z
          .array(identifier)
          .describe('What every org of the group gets: names of components/<name>.yaml.'),
        depends_on: z
          .array(identifier)
          .default([])
          .describe('Groups that deploy first, beside those that references imply.'),
      }),
    )
    .min(1, 'must name a group')
    .describe('Groups of orgs, each with its components.'),
});

export type ManifestDocument = z.infer<typeof manifestSchema>;
