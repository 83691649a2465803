import type { JsonObject } from '../../domain/json.js';
import type { LiveResource } from '../../domain/resource.js';
import { malformed } from '../../http/answer.js';
import { WireError } from '../../http/errors.js';
import { asReading, failure, orNull, type KindCalls, byName } from '../kind-calls.js';
import type { CallOptions, FindOptions, ResourcePage } from '../port.js';
import type { Context } from './context.js';
import { createFlowContents, sectionOf, type FlowContents } from './flow-content.js';
import { publishByJob } from './flow-job.js';
import { checkOut, giveBack, settled, settledNew } from './flow-lock.js';
import { publish } from './flow-publish.js';
import {
  flowPath,
  liveFlow,
  readView,
  UNPUBLISHED,
  versionOf,
  type FlowView,
} from './flow-view.js';
import { FlowWork, newFlowNamed, type FlowContext } from './flow-work.js';
import { FLOWS_PATH } from './kinds.js';
import { alike, allEntities, entityPages, onlyOne, type Named } from './lists.js';
import { flowType } from './object-type.js';
import { refuseReferenced } from './references.js';

/** Flows: read as the YAML of their published version, written by a job under their lock. */
export function flowCalls(context: Context): KindCalls {
  const work = new FlowWork(context);
  return new FlowCalls({ ...context, work }, createFlowContents(context));
}

class FlowCalls implements KindCalls {
  constructor(
    private readonly context: FlowContext,
    private readonly contents: FlowContents,
  ) {}

  async read(id: string, options: CallOptions): Promise<LiveResource | null> {
    const view = await readView(this.context, id, options);
    if (view === null) return null;
    // What an attempt that is over has started may still go live behind the back of whoever takes it back.
    const now = options.priority === 'rollback' ? await settled(this.context, view, options) : view;
    return this.live(now, options);
  }

  /** Names are unique within a type of flow. */
  async findByName(
    name: string,
    { like = {}, ...options }: FindOptions,
  ): Promise<LiveResource | null> {
    // A job that makes one may still come to its end behind the back of whoever takes it back.
    if (options.priority === 'rollback') await settledNew(this.context, name, options);
    const [type = null] = sectionOf(withoutName(like)) ?? [];
    const found = await this.alike(name, type, options);
    const id = onlyOne(
      this.context,
      FLOWS_PATH,
      found.filter((one) => one.name === name),
    );
    return id === null ? null : this.read(id, options);
  }

  /** Lists do not tell what flows do, so that each page is empty: only the reading of one flow tells. */
  async *pages(options: CallOptions): AsyncGenerator<ResourcePage> {
    for await (const { pagesLeft } of entityPages(this.context, FLOWS_PATH, {}, options))
      yield { resources: [], pagesLeft };
  }

  async list(options: CallOptions): Promise<readonly LiveResource[]> {
    const entities = await allEntities(this.context, FLOWS_PATH, {}, options);
    const ids = entities.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
    const found = await Promise.all([...new Set(ids)].map((id) => this.read(id, options)));
    return found.filter((live) => live !== null).toSorted(byName);
  }

  /** The job makes a flow of a name that is new; one that is there it would overwrite, so that it is looked for first. */
  async create(body: JsonObject, options: CallOptions): Promise<LiveResource> {
    const asked = { method: 'POST', path: FLOWS_PATH } as const;
    const { name, type, document } = this.contentOf(body, null, asked);
    await settledNew(this.context, name, options);
    const taken = await this.alike(name, type, options);
    if (taken.some((one) => one.name === name))
      throw failure(this.context, asked, 'conflict', `is refused: there is a flow "${name}"`);
    const [other] = taken;
    if (other !== undefined)
      throw failure(
        this.context,
        asked,
        'rejected',
        `is refused: the job may overwrite the flow "${other.name}"; spell the template's name like that, or otherwise`,
      );
    const id = await publishByJob(this.context, newFlowNamed(name), document, options);
    const live = await this.read(id, options);
    if (live !== null) return live;
    throw malformed({ org: this.context.org, ...asked }, 'denies a flow that was just made');
  }

  async update(
    live: LiveResource,
    target: JsonObject,
    options: CallOptions,
  ): Promise<LiveResource> {
    const asked = { method: 'PUT', path: flowPath(live.id) } as const;
    const { name, document } = this.contentOf(target, live, asked);
    const view = await checkOut(this.context, live, options);
    try {
      if (name !== view.name) await this.rename(view, name, options);
      await publish(this.context, this.contents, view, document, options);
    } catch (error) {
      // Of what has not come to its end nobody knows: its lock stays until it has.
      if (!this.context.work.isUnderWay(live.id)) {
        if (name !== view.name) await this.renameBack(view, options);
        await giveBack(this.context, live.id, options);
      }
      throw error;
    }
    await giveBack(this.context, live.id, options);
    const updated = await this.read(live.id, options);
    if (updated !== null) return updated;
    throw malformed({ org: this.context.org, ...asked }, 'denies a flow that was just written');
  }

  async remove(live: LiveResource, options: CallOptions): Promise<void> {
    const asked = { method: 'DELETE', path: flowPath(live.id) } as const;
    const view = await readView(this.context, live.id, options);
    if (view === null) return;
    if (versionOf(view) !== live.version || view.name !== live.name)
      throw failure(this.context, asked, 'preconditionFailed', 'came too late: it has changed');
    await refuseReferenced(this.context, asked, live, flowType(view.type ?? ''), options);
    await orNull(this.context.api.send({ ...options, ...asked }));
  }

  /** Flows of a type (null: of any) whose names differ in case at most. */
  private async alike(
    name: string,
    type: string | null,
    options: CallOptions,
  ): Promise<readonly Named[]> {
    const found = await alike(this.context, FLOWS_PATH, name, options);
    return found.filter(({ entity: { type: its } }) => {
      if (type === null || typeof its !== 'string') return true;
      return its.toUpperCase() === type.toUpperCase();
    });
  }

  private async live(view: FlowView, options: CallOptions): Promise<LiveResource> {
    const version = versionOf(view);
    const document =
      version === UNPUBLISHED ? {} : await this.contents.get(view.id, version, options);
    return liveFlow(view, document);
  }

  private async rename(view: FlowView, name: string, options: CallOptions): Promise<void> {
    const { description = '' } = view;
    const asked = { method: 'PUT', path: flowPath(view.id) } as const;
    await this.context.api.send({ ...options, ...asked, json: { name, description } });
  }

  /** A flow that was not published stays as it was. Where that fails, its name is one more thing to take back. */
  private async renameBack(view: FlowView, options: CallOptions): Promise<void> {
    const { signal: _signal, longestWaitMs: _longest, ...unstoppable } = options;
    try {
      await this.rename(view, view.name, asReading(unstoppable));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }

  /**
   * The flow's name and its document. By the name in the document the job finds the flow, so that both have to be the
   * same; a template need not repeat it.
   */
  private contentOf(
    body: JsonObject,
    live: LiveResource | null,
    asked: { readonly method: string; readonly path: string },
  ): { readonly name: string; readonly type: string; readonly document: JsonObject } {
    const { name } = body;
    const [type, section] = sectionOf(withoutName(body)) ?? [];
    if (typeof name !== 'string' || type === undefined || section === undefined)
      throw failure(this.context, asked, 'rejected', 'takes a name and one member with the flow');
    const { name: inside = name } = section;
    if (inside !== name && inside !== live?.name)
      throw failure(this.context, asked, 'rejected', `has another name in ${type} than outside`);
    return { name, type, document: { [type]: { ...section, name } } };
  }
}

function withoutName({ name: _name, ...document }: JsonObject): JsonObject {
  return document;
}
