import { z } from 'zod';

import { identifier } from './identifier.js';

/** manifest.yaml: which orgs get which components. */
export const manifestSchema = z.strictObject({
  deployment_targets: z
    .array(
      z.strictObject({
        group: identifier,
        org_ids: z.array(identifier).min(1, 'must name an org'),
        components: z.array(identifier),
        depends_on: z.array(identifier).default([]),
      }),
    )
    .min(1, 'must name a group'),
});

export type ManifestDocument = z.infer<typeof manifestSchema>;
