import type { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import type { LiveResource, ResourceKind } from '../../domain/resource.js';
import { malformed } from '../../http/answer.js';
import type { ApiAnswer } from '../../http/client.js';
import { resourceSchema } from './schema.js';

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

/** The resource of an answer; null where the answer holds none or no ETag, so that it has to be read. */
export function resourceOf(
  kind: ResourceKind,
  answer: ApiAnswer,
  source: AnswerSource,
): LiveResource | null {
  if (answer.etag === null || !isJsonObject(answer.body)) return null;
  return liveResource(
    kind,
    parseBody(resourceSchema, answer.body, source),
    answer.body,
    answer.etag,
  );
}

/** A resource from its whole body as the platform tells it, and the version that it has, if that is known. */
export function liveResource(
  kind: ResourceKind,
  { id, name }: { readonly id: string; readonly name: string },
  whole: JsonObject,
  version: string | null,
): LiveResource {
  const { id: _id, ...body } = whole;
  const { settings } = body;
  const isOff = isJsonObject(settings) && settings['enabled'] === false;
  return { kind, id, name, body, version, enabled: body['enabled'] !== false && !isOff };
}
