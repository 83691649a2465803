import { z } from 'zod';

import { suggestion } from '../../domain/closest-name.js';
import type { PathSegment } from '../../domain/json-path.js';

type Place = readonly PathSegment[];
export interface SchemaProblem {
  readonly path: Place;
  readonly message: string;
}

/** Zod's issues in words for whoever wrote the file, one for each unknown member. */
export function schemaProblems(schema: z.ZodType, error: z.ZodError): SchemaProblem[] {
  return error.issues.flatMap((issue): SchemaProblem[] => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys') {
      const known = membersAt(schema, path);
      return issue.keys.map((name) => ({
        path: [...path, name],
        message: `unknown member "${name}".${suggestion(name, known) || ` Known: ${known.join(', ')}`}`,
      }));
    }
    if (issue.code === 'invalid_key')
      return [{ path, message: issue.issues[0]?.message ?? issue.message }];
    const missing = /^Invalid input: expected (.+), received undefined$/.exec(issue.message);
    if (missing) return [{ path, message: `is missing (${missing[1]})` }];
    if (issue.code === 'invalid_value')
      return [{ path, message: `must be one of ${issue.values.map(String).join(', ')}` }];
    return [{ path, message: issue.message }];
  });
}

/** Names that the schema knows at a path. */
function membersAt(schema: z.core.$ZodType, path: Place): string[] {
  let place: z.core.$ZodType | undefined = schema;
  for (const part of path) place = place && childOf(unwrap(place), part);
  const found = place && unwrap(place);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

function childOf(schema: z.core.$ZodType, part: PathSegment): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as z.core.$ZodShape)[part];
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault
  )
    inner = inner.unwrap();
  return inner;
}
