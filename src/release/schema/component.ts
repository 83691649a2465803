import { z } from 'zod';

import { ResourceKind } from '../../domain/resource.js';
import { identifier } from './identifier.js';

const templatePath = z
  .string()
  .regex(/^templates\/.+\.(ya?ml|json)$/, 'must be templates/….yaml, .yml or .json')
  .refine(
    (path) =>
      !path.includes('\\') && path.split('/').every((part) => !['', '.', '..'].includes(part)),
    'must stay below templates/',
  );

const formerKey = z
  .string()
  .regex(
    /^[\w-]+(\/[\w-]+\/[\w-]+)?$/,
    'is the name that it had, or its full key: group/kind/name',
  );

/** components/<name>.yaml: the resources of a component and their templates. */
export const componentSchema = z.strictObject({
  description: z.string().optional(),
  resources: z.array(
    z.strictObject({
      kind: z.enum(ResourceKind),
      name: identifier,
      template: templatePath,
      moved_from: z.array(formerKey).min(1, 'must name something').optional(),
    }),
  ),
});

export type ResourceDocument = z.infer<typeof componentSchema>['resources'][number];
