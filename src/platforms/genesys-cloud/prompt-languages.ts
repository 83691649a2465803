import { sameJson } from '../../domain/equality.js';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import { covers } from '../covers.js';

/** What a template may say of a prompt's language, besides its `id`. */
export const TEXTS = ['ttsString', 'text'] as const;

/**
 * A language as it stands in a prompt's body: `{ id: 'en-us', ttsString, text }`, keyed by its code. One with a
 * recording is `{ id, recording: true }`: callers hear the recording, and the texts beside it are nobody's business
 * until it is gone. What else the platform says of one it fills in by itself, so that nobody could tell it from an edit.
 */
export interface Language extends JsonObject {
  id: string;
}

/** A prompt as the platform tells it, with its languages as they stand in a body. */
export function withLanguages<Entity extends JsonObject>(
  entity: Entity,
): Entity & { resources: Language[] } {
  const { resources } = entity;
  const told = Array.isArray(resources) ? resources.filter(isJsonObject) : [];
  return { ...entity, resources: sorted(told.flatMap((one) => languageOf(one) ?? [])) };
}

/** Null for what has no language. */
export function languageOf(resource: JsonObject): Language | null {
  const { language = resource['id'] } = resource;
  if (typeof language !== 'string' || language === '') return null;
  if (isRecorded(resource)) return { id: language, recording: true };
  const texts = TEXTS.flatMap((name): [string, Json][] => {
    const text = resource[name];
    return typeof text === 'string' && text !== '' ? [[name, text]] : [];
  });
  return { id: language, ...Object.fromEntries(texts) };
}

/** A body's languages in the order of their codes; none where it names none. */
export function languagesIn({ resources }: JsonObject): Language[] {
  const named = Array.isArray(resources) ? resources.filter(isJsonObject) : [];
  return sorted(named.filter((one): one is Language => typeof one['id'] === 'string'));
}

/** What a body says of the prompt itself. */
export function withoutLanguages(body: JsonObject): JsonObject {
  const { resources: _, ...prompt } = body;
  return prompt;
}

/** One request to a language: what there was, and what there is to be. */
export interface LanguageStep {
  readonly id: string;
  readonly from: Language | null;
  readonly to: Language | null;
}

/** From some languages to others. What goes goes last, so that a prompt is never without any in between. */
export function stepsBetween(
  before: readonly Language[],
  after: readonly Language[],
): LanguageStep[] {
  const byId = (languages: readonly Language[]) => new Map(languages.map((one) => [one.id, one]));
  const from = byId(before);
  const to = byId(after);
  const steps = [...new Set([...to.keys(), ...from.keys()])].map((id) => ({
    id,
    from: from.get(id) ?? null,
    to: to.get(id) ?? null,
  }));
  return steps.filter((step) => !sameJson(step.from, step.to));
}

/** True where a prompt is as it is made from a body: with these languages and no others. */
export function isPromptAsCreated(live: JsonObject, asked: JsonObject): boolean {
  return coversItself(live, asked) && sameJson(languagesIn(live), languagesIn(asked));
}

/** True where the making of a prompt was cut short: some of its languages are missing, the others as asked for. */
export function isPromptBegun(live: JsonObject, asked: JsonObject): boolean {
  const wanted = languagesIn(asked);
  const there = languagesIn(live);
  const isPart = there.every((one) => wanted.some((other) => sameJson(one, other)));
  return coversItself(live, asked) && there.length < wanted.length && isPart;
}

function coversItself(live: JsonObject, asked: JsonObject): boolean {
  return covers(withoutLanguages(live), withoutLanguages(asked));
}

/** Uploaded, whether or not it can be heard yet; a language without one says `created`. */
function isRecorded({ mediaUri, uploadStatus }: JsonObject): boolean {
  return (typeof mediaUri === 'string' && mediaUri !== '') || uploadStatus === 'uploaded';
}

function sorted(languages: readonly Language[]): Language[] {
  return languages.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
