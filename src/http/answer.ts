import { isJsonObject, type Json, type JsonObject } from '../domain/json.js';
import { WireError, type WireErrorFacts, type WireErrorKind } from './errors.js';
import type { Incoming } from './exchange.js';

/** Where an answer came from; `secrets` must not show up in anything that is kept of it. */
export interface AnswerOrigin {
  readonly org: string;
  readonly method: string;
  readonly path: string;
  readonly secrets: readonly string[];
}

/**
 * What a dialect means by an unsuccessful answer where that is not what its status says; null for what the status says.
 * It sees the body, and only a kind of error leaves it.
 */
export type RefusalReader = (status: number, body: JsonObject) => WireErrorKind | null;

const KIND_OF_STATUS: ReadonlyMap<number, WireErrorKind> = new Map([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'notFound'],
  [408, 'unavailable'],
  [409, 'conflict'],
  [410, 'notFound'],
  [412, 'preconditionFailed'],
  [423, 'locked'],
  [425, 'unavailable'],
  [429, 'rateLimited'],
]);

/** An identifier as platforms write them; anything else is text, and text may quote what was sent. */
const IDENTIFIER = /^[\w.:-]{1,100}$/;

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Far deeper than any resource. What walks an answer member by member must not run out of stack. */
const MOST_LEVELS = 200;

/** The JSON of a successful answer, undefined for an empty one. Throws `malformed`. */
export function parseAnswer(answer: Incoming, origin: AnswerOrigin): Json | undefined {
  if (answer.text === '') return undefined;
  const body = tryJson(answer.text);
  if (body === undefined) throw malformed(origin, 'is not JSON', answer.status);
  if (isDeeperThan(MOST_LEVELS, body))
    throw malformed(origin, `is nested more than ${MOST_LEVELS} levels deep`, answer.status);
  return body;
}

/** Level by level, so that depth costs no stack. */
function isDeeperThan(levels: number, value: Json): boolean {
  let layer: Json[] = [value];
  for (let level = 0; level <= levels && layer.length > 0; level += 1)
    layer = layer
      .filter((one) => typeof one === 'object' && one !== null)
      .flatMap((one) => Object.values(one));
  return layer.length > 0;
}

/** An answer that breaks the dialect's promise. `problem` continues the sentence "the answer …". */
export function malformed(
  origin: Omit<AnswerOrigin, 'secrets'>,
  problem: string,
  status?: number,
): WireError {
  const { org, method, path } = origin;
  return new WireError(`${method} ${path} of ${org}: the answer ${problem}.`, {
    kind: 'malformed',
    org,
    method,
    path,
    ...(status === undefined ? {} : { status }),
  });
}

/** Translates an unsuccessful answer. Of its body only code and correlation id are kept. */
export function errorOfAnswer(
  answer: Incoming,
  origin: AnswerOrigin,
  retryAfterMs?: number,
  refusalOf?: RefusalReader,
): WireError {
  const { org, method, path } = origin;
  const { status } = answer;
  const envelope = tryJson(answer.text);
  const { code, contextId } = envelopeOf(envelope, origin.secrets);
  const told = isJsonObject(envelope) ? refusalOf?.(status, envelope) : null;
  const facts: WireErrorFacts = {
    kind: told ?? kindOf(status, isJsonObject(envelope)),
    org,
    method,
    path,
    status,
    ...(code === undefined ? {} : { code }),
    ...(contextId === undefined ? {} : { contextId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  const what = code === undefined ? String(status) : `${status} ${code}`;
  return new WireError(`${method} ${path} of ${org} was answered with ${what}.`, facts);
}

/** Code and correlation id of an error's body, where they are identifiers and hold no secret. */
export function envelopeOf(
  envelope: Json | undefined,
  secrets: readonly string[],
): { readonly code?: string | undefined; readonly contextId?: string | undefined } {
  if (!isJsonObject(envelope)) return {};
  const member = (name: string): string | undefined => identifier(envelope[name], secrets);
  return { code: member('code') ?? member('error'), contextId: member('contextId') };
}

function kindOf(status: number, hasEnvelope: boolean): WireErrorKind {
  const known = KIND_OF_STATUS.get(status);
  // A proxy's 404 page does not mean that the resource is gone.
  if (known === 'notFound' && !hasEnvelope) return 'malformed';
  if (known !== undefined) return known;
  if (status >= 500) return 'unavailable';
  // A redirect is not followed (the token would go along) and is nothing that a dialect promises.
  return status >= 400 ? 'rejected' : 'malformed';
}

function identifier(value: Json | undefined, secrets: readonly string[]): string | undefined {
  if (typeof value !== 'string' || !IDENTIFIER.test(value)) return undefined;
  return secrets.some((secret) => value.includes(secret)) ? undefined : value;
}

/** Undefined for a text that is no JSON. */
export function tryJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
