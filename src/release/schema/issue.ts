import { z } from 'zod';

import { suggestion } from '../../domain/closest-name.js';
import type { PathSegment } from '../../domain/json-path.js';

type Place = readonly PathSegment[];
export interface SchemaProblem {
  readonly path: Place;
  readonly message: string;
}

/** Zod's issues in words for whoever wrote the file, one for each unknown member. */
export function schemaProblems(
  schema: z.ZodType,
  error: z.ZodError,
  value: unknown,
): SchemaProblem[] {
  return problemsOf(schema, error.issues, value);
}

function problemsOf(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
): SchemaProblem[] {
  return issues.flatMap((issue): SchemaProblem[] => {
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
    if (issue.code === 'invalid_value') {
      const known = issue.values.map(String);
      const found = valueAt(value, path);
      if (found === undefined)
        return [{ path, message: `is missing (one of ${known.join(', ')})` }];
      const wanted = `must be one of ${known.join(', ')}`;
      const hint = typeof found === 'string' ? suggestion(found, known) : '';
      return [{ path, message: hint === '' ? wanted : `${wanted}.${hint}` }];
    }
    if (issue.code === 'invalid_union') return unionProblems(schema, issue, value);
    if (issue.code === 'invalid_type')
      return [{ path, message: typeMessage(issue.expected, valueAt(value, path)) }];
    return [{ path, message: rangeMessage(issue) ?? issue.message }];
  });
}

/** What is wrong inside of the alternative that was meant, where the value's type tells; else the union's words. */
function unionProblems(
  schema: z.ZodType,
  issue: z.core.$ZodIssueInvalidUnion,
  value: unknown,
): SchemaProblem[] {
  const { path, message, errors } = issue;
  const place = path.map((part) => (typeof part === 'number' ? part : String(part)));
  const inside = errors.find((issues) => issues.every((one) => one.path.length > 0));
  if (inside && inside.length > 0)
    return problemsOf(
      schema,
      inside.map((one) => ({ ...one, path: [...path, ...one.path] })),
      value,
    );
  const found = valueAt(value, place);
  const words = errors
    .flat()
    .flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : []));
  const hint = typeof found === 'string' ? suggestion(found, words) : '';
  return [{ path: place, message: hint === '' ? message : `${message}.${hint}` }];
}

/** Bounds of numbers in words; null for all other issues and where the schema has words of its own. */
function rangeMessage(issue: z.core.$ZodIssue): string | null {
  if (!issue.message.startsWith('Too ')) return null;
  if (issue.code === 'too_small' && issue.origin !== 'array')
    return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin !== 'array')
    return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  return null;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What was wanted and what it was read as, without the value: it may be a secret in the wrong place. */
function typeMessage(expected: string, value: unknown): string {
  const wanted = typeNames[expected] ?? expected;
  if (value === undefined) return `is missing (${wanted})`;
  if (value === null) return `must be ${wanted}, and is empty`;
  const found = Array.isArray(value) ? 'array' : typeof value;
  const remedy =
    expected === 'string' && ['number', 'boolean'].includes(found)
      ? ': put it in quotes'
      : found === 'string' && ['number', 'boolean', 'int'].includes(expected)
        ? `: write ${expected === 'boolean' ? 'true or false' : 'digits'}, without quotes`
        : '';
  return `must be ${wanted}, but was read as ${typeNames[found] ?? found}${remedy}`;
}

function valueAt(value: unknown, path: Place): unknown {
  let place = value;
  for (const part of path)
    place =
      typeof place === 'object' && place !== null && Object.hasOwn(place, part)
        ? (place as Record<PathSegment, unknown>)[part]
        : undefined;
  return place;
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
  // Of alternatives, the one whose members have names.
  if (inner instanceof z.ZodUnion)
    return inner.options.find((option) => option instanceof z.ZodObject) ?? inner;
  return inner;
}
