import { sameJson } from '../../domain/equality.js';
import type { Json, JsonObject } from '../../domain/json.js';
import type { LiveResource } from '../../domain/resource.js';
import { WireError } from '../../http/errors.js';
import { byName, failure, isKind, orNull, type Asked, type KindCalls } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, ListOptions, ResourcePage } from '../port.js';
import { fetchBusinessUnit } from './business-unit.js';
import type { Context } from './context.js';
import { itemPages } from './lists.js';
import { refuseUnsuccessful } from './refusals.js';
import { POINTS_OF_CONTACT, SCRIPT_SEARCH, SCRIPTS } from './routes.js';
import {
  contentOf,
  contentSchema,
  foreignHeader,
  holderOf,
  liveScript,
  type ScriptContent,
} from './script-content.js';
import { saveScript } from './script-save.js';
import { createUnsure } from './unsure.js';

const SEARCH = { path: SCRIPT_SEARCH, member: 'scriptSearchDetails' };
const POINTS = { path: POINTS_OF_CONTACT, member: 'pointsOfContact' };

/** Studio scripts, by their paths. Saving overwrites what is there, so that each save looks first. */
export function scriptCalls(context: Context): KindCalls {
  return new ScriptCalls(context);
}

class ScriptCalls implements KindCalls {
  private readonly unsure = createUnsure();

  constructor(private readonly context: Context) {}

  async read(path: string, options: CallOptions): Promise<LiveResource | null> {
    const content = await this.look(path, options);
    return content === null ? null : liveScript(path, content);
  }

  async findByName(name: string, options: CallOptions): Promise<LiveResource | null> {
    const content = await this.look(name, options);
    // A platform may find a path without regard to case.
    const { scriptName = name } = content?.header ?? {};
    return content === null || scriptName !== name ? null : liveScript(name, content);
  }

  /** Lists do not tell what scripts do. */
  async *pages(options: CallOptions): AsyncGenerator<ResourcePage> {
    for await (const { pagesLeft } of itemPages(this.context, SEARCH, options))
      yield { resources: [], pagesLeft };
  }

  async list(options: ListOptions): Promise<readonly LiveResource[]> {
    const paths = new Set<string>();
    for await (const { items } of itemPages(this.context, SEARCH, options))
      for (const { scriptName } of items) if (typeof scriptName === 'string') paths.add(scriptName);
    const found = await Promise.all([...paths].map((path) => this.readListed(path, options)));
    return found.filter((live) => live !== null).toSorted(byName);
  }

  /** A tenant has scripts of Desktop Studio among its others, which are not made of members. */
  private async readListed(path: string, options: ListOptions): Promise<LiveResource | null> {
    const { onUnreadable } = options;
    try {
      return await this.read(path, options);
    } catch (error) {
      if (onUnreadable === undefined || !isOfOneScript(error)) throw error;
      onUnreadable(path, `Studio does not open it as JSON: ${error.message}`);
      return null;
    }
  }

  async create(body: JsonObject, options: CallOptions): Promise<LiveResource> {
    const asked = { method: 'POST', path: SCRIPTS } as const;
    const path = this.pathIn(body, asked);
    if ((await this.open(path, options)) !== null)
      throw failure(this.context, asked, 'conflict', `is refused: there is a script "${path}"`);
    const { businessUnitId } = await fetchBusinessUnit(this.context, options);
    const content = contentOf(body, { busNo: businessUnitId });
    await this.unsure.during(path, null, options, () => saveScript(this.context, content, options));
    const made = await this.read(path, options);
    return made ?? { ...liveScript(path, contentSchema.parse({ actions: {} })), body };
  }

  async update(
    live: LiveResource,
    target: JsonObject,
    options: CallOptions,
  ): Promise<LiveResource> {
    const asked = { method: 'POST', path: SCRIPTS } as const;
    if (this.pathIn(target, asked) !== live.name)
      throw failure(this.context, asked, 'rejected', 'cannot rename a script: others name it');
    const now = await this.unchanged(live, asked, options);
    const content = contentOf(target, now.header);
    await this.unsure.during(live.id, live.body, options, () =>
      saveScript(this.context, content, options),
    );
    return { ...live, body: target };
  }

  async remove(live: LiveResource, options: CallOptions): Promise<void> {
    const asked = { method: 'DELETE', path: SCRIPTS } as const;
    if ((await this.open(live.id, options)) === null) return;
    await this.unchanged(live, asked, options);
    await this.refuseInUse(live, asked, options);
    const query = { scriptPath: live.id };
    const answer = await orNull(this.context.api.send({ ...options, ...asked, query }));
    refuseUnsuccessful(this.context, asked, answer?.body);
  }

  /** As `open`; the way back does not take what a lost save may have replaced for what is there. */
  private async look(path: string, options: CallOptions): Promise<ScriptContent | null> {
    const content = await this.open(path, options);
    const body = content === null ? null : liveScript(path, content).body;
    if (options.priority !== 'rollback' || !this.unsure.about(path, body)) return content;
    const asked = { method: 'GET', path: SCRIPTS } as const;
    const problem = 'may not show a save yet whose answer was lost';
    throw failure(this.context, asked, 'unavailable', problem);
  }

  /** The current save; null where there is none by this path. */
  private async open(path: string, options: CallOptions): Promise<ScriptContent | null> {
    const asked = { method: 'GET', path: SCRIPTS } as const;
    const query = { scriptPath: path };
    const answer = await orNull(this.context.api.send({ ...options, ...asked, query }));
    if (answer === null) return null;
    return parseBody(contentSchema, answer.body, { org: this.context.org, ...asked });
  }

  /**
   * Nothing else guards a write: the script is read once more right before, and is nobody's who has it open. The gap is
   * small, and stays.
   */
  private async unchanged(
    live: LiveResource,
    asked: Asked,
    options: CallOptions,
  ): Promise<ScriptContent> {
    const now = await this.open(live.id, options);
    if (now === null || !sameJson(liveScript(live.id, now).body, live.body))
      throw failure(this.context, asked, 'preconditionFailed', 'came too late: it has changed');
    const holder = holderOf(now);
    if (holder === null) return now;
    throw failure(this.context, asked, 'locked', `waits: ${holder} has the script open`);
  }

  /** Callers of a number whose script is gone are lost. */
  private async refuseInUse(
    { id }: LiveResource,
    asked: Asked,
    options: CallOptions,
  ): Promise<void> {
    for await (const { items } of itemPages(this.context, POINTS, options))
      if (items.some(({ scriptName }) => isPathOf(scriptName, id)))
        throw failure(this.context, asked, 'conflict', 'is refused: a point of contact runs it');
  }

  private pathIn(body: JsonObject, asked: Asked): string {
    const { name, actions } = body;
    const foreign = foreignHeader(body);
    if (foreign !== null)
      throw failure(this.context, asked, 'rejected', `cannot set header.${foreign}: Studio does`);
    if (typeof name === 'string' && actions !== undefined) return name;
    throw failure(this.context, asked, 'rejected', 'takes a name and Studio’s actions');
  }
}

/** How the platform refuses a script of another format is not told: by an error, or by an answer of another shape. */
function isOfOneScript(error: unknown): error is WireError {
  if (isKind(error, 'malformed', 'rejected')) return true;
  return error instanceof WireError && error.facts.status === 500;
}

/** Whether a platform tells paths apart by case is not told: before a script goes, it counts as if it did not. */
function isPathOf(told: Json | undefined, path: string): boolean {
  const plain = (text: string): string => text.replace(/^\\+/, '').toLowerCase();
  return typeof told === 'string' && plain(told) === plain(path);
}
