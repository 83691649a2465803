import type { z } from 'zod';
import type { Json } from '../domain/json.js';
import { malformed } from '../http/answer.js';

/** The request an answer belongs to, for errors. */
export interface AnswerSource {
  readonly org: string;
  readonly method: string;
  readonly path: string;
}

/** The body in the promised shape. The error names the member that is wrong, never its value. */
export function parseBody<T>(
  schema: z.ZodType<T>,
  body: Json | undefined,
  source: AnswerSource,
): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.slice(0, 4).map(String).join('.') ?? '';
  throw malformed(source, `is not as promised at "${place}"`);
}
