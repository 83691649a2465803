import { z } from 'zod';

import { ResourceKind } from '../../domain/resource.js';
import { identifier } from './identifier.js';

/** Kinds of literals that a component may allow in a template. A secret is never allowed. */
export const allowedLiterals = ['platform_id', 'phone_number', 'host'] as const;

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
  description: z.string().optional().describe('What the component is for, for people.'),
  resources: z
    .array(
      z.strictObject({
        kind: z.enum(ResourceKind).describe('Kind of the resource, the same on every platform.'),
        name: identifier.describe(
          'Last part of the key <group>/<kind>/<name>; renaming it makes another resource.',
        ),
        template: templatePath.describe(
          'Path of the template, from the root of the configuration.',
        ),
        moved_from: z
          .array(formerKey)
          .min(1, 'must name something')
          .optional()
          .describe('Names or full keys that the resource had before: it stays the same resource.'),
        allow: z
          .array(z.enum(allowedLiterals))
          .optional()
          .describe(
            'Literals that this template may hold although they belong to one environment.',
          ),
      }),
    )
    .describe('Resources of the component, in any order.'),
});

export type ResourceDocument = z.infer<typeof componentSchema>['resources'][number];
