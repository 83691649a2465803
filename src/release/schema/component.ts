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

/** components/<name>.yaml: the resources of a component and their templates. */
export const componentSchema = z.strictObject({
  description: z.string().optional(),
  resources: z.array(
    z.strictObject({
      kind: z.enum(ResourceKind),
      name: identifier,
      template: templatePath,
    }),
  ),
});
