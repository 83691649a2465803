import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import { languagesIn, stepsBetween, TEXTS, type LanguageStep } from './prompt-languages.js';

/** As the platform spells them: `en-us`, `zh-hans-cn`, `es-419`. */
const CODE = /^[a-z]{2,3}(-[a-z0-9]+)*$/;

/**
 * Why a prompt cannot be brought onto a body; null where it can. Continues the sentence "the platform …". `live` is
 * null where the prompt is to be made.
 */
export function objectionToPrompt(live: JsonObject | null, target: JsonObject): string | null {
  const { resources = [] } = target;
  if (!Array.isArray(resources)) return 'takes the languages of a prompt as a list';
  const steps = stepsBetween(live === null ? [] : languagesIn(live), languagesIn(target));
  const problems = [...steps.map(problemOfStep), ...resources.map(problemOfLanguage)];
  const ids = languagesIn(target).map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) problems.push(`has one resource for a language, not two for ${twice}`);
  return problems.find((problem) => problem !== null) ?? null;
}

function problemOfLanguage(language: Json): string | null {
  if (!isJsonObject(language) || typeof language['id'] !== 'string' || !CODE.test(language['id']))
    return "names each language of a prompt by its code, in lower case: write it as the element's id (- id: en-us)";
  const { id, recording, ...texts } = language;
  if (recording !== undefined && recording !== true)
    return `has a recording for ${id} or none: write recording: true, or leave it out`;
  const names: readonly string[] = recording === true ? [] : TEXTS;
  const [unknown] = Object.keys(texts).filter((name) => !names.includes(name));
  if (unknown !== undefined)
    return recording === true
      ? `plays the recording of ${id}: leave out ${unknown}, which nobody hears beside it`
      : `lets a rollout write ${TEXTS.join(' and ')} of ${id}, and not ${unknown}: leave it out`;
  const [empty] = Object.entries(texts).filter(([, text]) => typeof text !== 'string' || !text);
  return empty === undefined
    ? null
    : `takes a text for ${empty[0]} of ${id}: write one, or leave it out`;
}

function problemOfStep({ id, from, to }: LanguageStep): string | null {
  if (from?.['recording'] === true)
    return `has a recording for ${id}, which no rollout changes or takes away: name the language as { id: ${id}, recording: true }, or take the recording away by hand`;
  if (to?.['recording'] === true)
    return `has no recording for ${id}, and recordings are uploaded by people: upload it, or write the language's ttsString`;
  return null;
}
