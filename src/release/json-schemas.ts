import { z } from 'zod';

import { componentSchema } from './schema/component.js';
import { environmentSchema } from './schema/environment.js';
import { manifestSchema } from './schema/manifest.js';
import { policySchema } from './schema/policy.js';

/** A JSON Schema that editors and other tools check a file of the configuration with. */
export interface PublishedSchema {
  /** Its file's name. */
  readonly file: string;
  /** Which files of the configuration it describes, as a pattern below the configuration root. */
  readonly describes: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly name: string;
  readonly describes: string;
  readonly schema: z.ZodType;
  readonly about: string;
}

/** One entry for each kind of file. */
const entries: readonly Entry[] = [
  {
    name: 'manifest',
    describes: 'manifest.yaml',
    schema: manifestSchema,
    about: 'Which orgs get which components.',
  },
  {
    name: 'policy',
    describes: 'policy.yaml',
    schema: policySchema,
    about: 'How a release is rolled out. Every member is optional.',
  },
  {
    name: 'component',
    describes: 'components/*.yaml',
    schema: componentSchema,
    about: 'The resources of a component and their templates.',
  },
  {
    name: 'environment',
    describes: 'environments/*.yaml',
    schema: environmentSchema,
    about: 'How the logical orgs exist in one environment.',
  },
];

/**
 * The JSON Schemas (draft 7, which editors know best) of all files of a configuration. They say what a
 * file may hold; what has to fit between files is checked by `rollcall validate` only.
 */
export function jsonSchemas(): PublishedSchema[] {
  return entries.map(({ name, describes, schema, about }) => {
    const { $schema, ...members } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
    const title = `Rollcall: ${describes}`;
    return {
      file: `${name}.schema.json`,
      describes,
      schema: { $schema, title, description: about, ...members },
    };
  });
}
