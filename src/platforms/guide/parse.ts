import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { LiveResource, ResourceKind } from '../../domain/resource.js';
import type { ApiAnswer } from '../../http/client.js';
import { parseBody, type AnswerSource } from '../parse-body.js';
import { resourceSchema } from './schema.js';

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
