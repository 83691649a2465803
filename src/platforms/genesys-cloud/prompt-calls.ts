import { z } from 'zod';
import { sameJson } from '../../domain/equality.js';
import type { JsonObject } from '../../domain/json.js';
import { ResourceKind, type LiveResource } from '../../domain/resource.js';
import { failure, isKind, orNull, type Asked, type KindCalls } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import { collectionCalls } from './collection-calls.js';
import type { Context } from './context.js';
import { PROMPTS } from './kinds.js';
import {
  languageOf,
  languagesIn,
  stepsBetween,
  TEXTS,
  withoutLanguages,
  type Language,
  type LanguageStep,
} from './prompt-languages.js';
import { objectionToPrompt } from './prompt-objections.js';

const resourceSchema = z.record(z.string(), z.json());

/** What only the platform says of a language; all else goes back to it as it was read. */
const PLATFORMS_OWN: ReadonlySet<string> = new Set([
  'id',
  'promptId',
  'mediaUri',
  'audioFormat',
  'uploadStatus',
  'uploadUri',
  'durationSeconds',
  'selfUri',
]);

/**
 * Prompts with their languages, each of which is a resource of its own: a request for the prompt where it changes
 * itself, and one for each language that changes. Nothing guards any of them but a look right before.
 */
export function promptCalls(context: Context): KindCalls {
  const prompts = new PromptCalls(context);
  const whole = collectionCalls(context, ResourceKind.prompt, PROMPTS);
  return {
    read: (id, options) => whole.read(id, options),
    findByName: (name, options) => whole.findByName(name, options),
    pages: (options) => whole.pages(options),
    list: (options) => whole.list(options),
    create: (body, options) => prompts.create(whole, body, options),
    update: (live, target, options) => prompts.update(whole, live, target, options),
    remove: (live, options) => prompts.remove(whole, live, options),
  };
}

class PromptCalls {
  constructor(private readonly context: Context) {}

  /** The prompt, then its languages one by one: what is cut short `isBegun` tells. */
  async create(whole: KindCalls, body: JsonObject, options: CallOptions): Promise<LiveResource> {
    this.refuseImpossible({ method: 'POST', path: PROMPTS.path }, null, body);
    const made = await whole.create(withoutLanguages(body), options);
    return this.writeLanguages(made, stepsBetween([], languagesIn(body)), options);
  }

  async update(
    whole: KindCalls,
    live: LiveResource,
    target: JsonObject,
    options: CallOptions,
  ): Promise<LiveResource> {
    const asked = { method: 'PUT', path: promptPath(live.id) } as const;
    this.refuseImpossible(asked, live.body, target);
    const itself = withoutLanguages(target);
    const steps = stepsBetween(languagesIn(live.body), languagesIn(target));
    if (!sameJson(withoutLanguages(live.body), itself)) {
      const written = await whole.update(live, itself, options);
      const body = { ...written.body, resources: languagesIn(live.body) };
      return this.writeLanguages({ ...written, body }, steps, options);
    }
    const now = await whole.read(live.id, options);
    if (!sameJson(now?.body, live.body)) throw this.tooLate(asked);
    return this.writeLanguages(live, steps, options);
  }

  /** Of recordings there is no copy: no rollback could bring one back. */
  async remove(whole: KindCalls, live: LiveResource, options: CallOptions): Promise<void> {
    const recorded = languagesIn(live.body).find(({ recording }) => recording === true);
    if (recorded === undefined) return whole.remove(live, options);
    const asked = { method: 'DELETE', path: promptPath(live.id) } as const;
    const problem = `would take the recording of ${recorded.id} along, which nobody could bring back`;
    throw failure(this.context, asked, 'rejected', problem);
  }

  private async writeLanguages(
    live: LiveResource,
    steps: readonly LanguageStep[],
    options: CallOptions,
  ): Promise<LiveResource> {
    const languages = new Map(languagesIn(live.body).map((one) => [one.id, one]));
    for (const step of steps) {
      const written = await this.write(live.id, step, options);
      if (written === null) languages.delete(step.id);
      else languages.set(step.id, written);
    }
    const resources = languagesIn({ resources: [...languages.values()] });
    return { ...live, body: { ...live.body, resources } };
  }

  /** Looks at the language right before: the gap is small, and stays. */
  private async write(
    promptId: string,
    { id, from, to }: LanguageStep,
    options: CallOptions,
  ): Promise<Language | null> {
    const path = `${promptPath(promptId)}/resources/${encodeURIComponent(id)}`;
    const now = await this.readResource(path, options);
    const method = to === null ? 'DELETE' : 'PUT';
    const there = now === null ? null : languageOf(now);
    if (!sameJson(there, from)) throw this.tooLate({ method, path });
    if (to === null) {
      await orNull(this.context.api.send({ ...options, method, path }));
      return null;
    }
    if (now === null) return this.add(promptId, to, options);
    const kept = Object.entries(now).filter(([name]) => !PLATFORMS_OWN.has(name) && !isText(name));
    return this.send({ method: 'PUT', path }, to, Object.fromEntries(kept), options);
  }

  private async add(promptId: string, to: Language, options: CallOptions): Promise<Language> {
    const asked = { method: 'POST', path: `${promptPath(promptId)}/resources` } as const;
    try {
      return await this.send(asked, to, {}, options);
    } catch (error) {
      // A language that somebody added meanwhile is refused like any other mistake: only reading tells.
      const path = `${asked.path}/${encodeURIComponent(to.id)}`;
      const isTaken =
        isKind(error, 'rejected', 'conflict') && (await this.readResource(path, options)) !== null;
      throw isTaken ? this.tooLate(asked) : error;
    }
  }

  private async send(
    asked: { readonly method: 'POST' | 'PUT'; readonly path: string },
    { id, ...texts }: Language,
    kept: JsonObject,
    options: CallOptions,
  ): Promise<Language> {
    const json = { ...kept, language: id, ...texts };
    try {
      const { body } = await this.context.api.send({ ...options, ...asked, json });
      const answer = parseBody(resourceSchema, body, { org: this.context.org, ...asked });
      return languageOf({ ...json, ...answer }) ?? { id };
    } catch (error) {
      // Deleted since it was read; or just made, and not to be seen everywhere yet.
      throw isKind(error, 'notFound') ? this.tooLate(asked) : error;
    }
  }

  private async readResource(path: string, options: CallOptions): Promise<JsonObject | null> {
    const asked = { method: 'GET', path } as const;
    const answer = await orNull(this.context.api.send({ ...options, ...asked }));
    if (answer === null) return null;
    return parseBody(resourceSchema, answer.body, { org: this.context.org, ...asked });
  }

  private refuseImpossible(asked: Asked, live: JsonObject | null, target: JsonObject): void {
    const problem = objectionToPrompt(live, target);
    if (problem !== null)
      throw failure(this.context, asked, 'rejected', `is not possible: the platform ${problem}`);
  }

  private tooLate(asked: Asked): Error {
    return failure(this.context, asked, 'preconditionFailed', 'came too late: it has changed');
  }
}

function promptPath(id: string): string {
  return `${PROMPTS.path}/${encodeURIComponent(id)}`;
}

function isText(name: string): boolean {
  return TEXTS.some((text) => text === name);
}
