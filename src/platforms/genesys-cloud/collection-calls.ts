import { z } from 'zod';
import { sameJson } from '../../domain/equality.js';
import type { JsonObject } from '../../domain/json.js';
import type { LiveResource, ResourceKind } from '../../domain/resource.js';
import { malformed } from '../../http/answer.js';
import type { WireError } from '../../http/errors.js';
import { failure, isKind, orNull, type Asked, type KindCalls, byName } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, ResourcePage } from '../port.js';
import { liveOf } from './body.js';
import type { Context } from './context.js';
import type { Collection } from './kinds.js';
import { entityPages, idNamed } from './lists.js';
import { refuseReferenced } from './references.js';
import { takenBy, type RefusedWrite } from './taken.js';

const entitySchema = z.looseObject({ id: z.string().min(1), name: z.string().min(1) });

/** Resources of a kind that is read and replaced whole. */
export function collectionCalls(
  context: Context,
  kind: ResourceKind,
  collection: Collection,
): KindCalls {
  return new CollectionCalls(context, kind, collection);
}

class CollectionCalls implements KindCalls {
  constructor(
    private readonly context: Context,
    private readonly kind: ResourceKind,
    private readonly collection: Collection,
  ) {}

  async read(id: string, options: CallOptions): Promise<LiveResource | null> {
    const path = this.pathOf(id);
    const { query = {} } = this.collection;
    const answer = await orNull(this.send('GET', path, { ...options, query }));
    return answer === null ? null : this.live(answer, 'GET', path);
  }

  async findByName(name: string, options: CallOptions): Promise<LiveResource | null> {
    const { path } = this.collection;
    const id = await idNamed(this.context, path, name, options);
    return id === null ? null : this.read(id, options);
  }

  async *pages(options: CallOptions): AsyncGenerator<ResourcePage> {
    const { path, listQuery: query = {} } = this.collection;
    for await (const { entities, pagesLeft } of entityPages(this.context, path, query, options)) {
      const resources = entities.flatMap((entity) => {
        const parsed = entitySchema.safeParse(entity);
        return parsed.success
          ? (liveOf(this.kind, this.collection, parsed.data as typeof parsed.data & JsonObject) ??
              [])
          : [];
      });
      yield { resources, pagesLeft };
    }
  }

  async list(options: CallOptions): Promise<readonly LiveResource[]> {
    const found = new Map<string, LiveResource>();
    for await (const { resources } of this.pages(options))
      for (const live of resources) found.set(live.id, live);
    return [...found.values()].toSorted(byName);
  }

  async create(body: JsonObject, options: CallOptions): Promise<LiveResource> {
    const { path } = this.collection;
    const asked = { method: 'POST', path } as const;
    try {
      const live = this.live(
        await this.send('POST', path, { ...options, json: body }),
        'POST',
        path,
      );
      if (live !== null) return live;
      throw malformed({ org: this.context.org, ...asked }, 'holds no resource');
    } catch (error) {
      throw (await this.takenBy(error, { asked, body, id: null }, options)) ?? error;
    }
  }

  async update(
    live: LiveResource,
    target: JsonObject,
    options: CallOptions,
  ): Promise<LiveResource> {
    const asked = { method: 'PUT', path: this.pathOf(live.id) } as const;
    const { write, concurrency } = this.collection.declaration;
    if (write === 'createOnly')
      throw failure(
        this.context,
        asked,
        'rejected',
        `is not possible: a ${this.kind} cannot change`,
      );
    const isVersioned = concurrency === 'version';
    if (!isVersioned) await this.refuseChanged(live, asked, options);
    else if (live.version === null)
      throw failure(this.context, asked, 'rejected', 'has no version to be conditional on');
    const version = live.version === null ? {} : { version: Number(live.version) };
    try {
      const json = { ...target, ...version };
      const answer = await this.send('PUT', asked.path, { ...options, json });
      const updated = this.live(answer, 'PUT', asked.path);
      if (updated !== null) return updated;
      throw malformed({ org: this.context.org, ...asked }, 'holds no resource');
    } catch (error) {
      // One answer stands for a version that is old and for a name that is taken, or a value: only reading tells.
      const isUnclear = isKind(error, 'conflict') || (isKind(error, 'rejected') && isVersioned);
      if (isUnclear) await this.refuseChanged(live, asked, options);
      const taken = await this.takenBy(error, { asked, body: target, id: live.id }, options);
      // No name that is taken, and a read may lag behind the change that the platform speaks of.
      const isNamed = target['name'] === live.name;
      if (taken === null && isVersioned && isNamed && isKind(error, 'conflict'))
        throw failure(this.context, asked, 'preconditionFailed', 'was refused with a conflict');
      throw taken ?? error;
    }
  }

  async remove(live: LiveResource, options: CallOptions): Promise<void> {
    const asked = { method: 'DELETE', path: this.pathOf(live.id) } as const;
    if (this.collection.declaration.concurrency === 'version' && live.version === null)
      throw failure(this.context, asked, 'rejected', 'has no version to be conditional on');
    const now = await this.read(live.id, options);
    if (now === null) return;
    this.refuseOther(now, live, asked);
    await refuseReferenced(this.context, asked, live, this.collection.objectType, options);
    const { removeQuery: query = {} } = this.collection;
    await orNull(this.send('DELETE', asked.path, { ...options, query }));
  }

  /** Where nothing else guards a write, its resource is read once more right before: the gap is small, and stays. */
  private async refuseChanged(
    live: LiveResource,
    asked: Asked,
    options: CallOptions,
  ): Promise<void> {
    this.refuseOther(await this.read(live.id, options), live, asked);
  }

  private refuseOther(now: LiveResource | null, live: LiveResource, asked: Asked): void {
    const isSame =
      live.version === null ? sameJson(now?.body, live.body) : now?.version === live.version;
    if (!isSame)
      throw failure(this.context, asked, 'preconditionFailed', 'came too late: it has changed');
  }

  /** What is behind a refusal, where something has what the write asks for. */
  private async takenBy(
    error: unknown,
    write: Omit<RefusedWrite, 'kind'>,
    options: CallOptions,
  ): Promise<WireError | null> {
    const { context, collection, kind } = this;
    if (!isKind(error, 'conflict', 'rejected')) return null;
    return takenBy(context, collection, { ...write, kind }, options);
  }

  private live(answer: unknown, method: string, path: string): LiveResource | null {
    const source = { org: this.context.org, method, path };
    const entity = parseBody(entitySchema, answer as JsonObject, source);
    return liveOf(this.kind, this.collection, entity as typeof entity & JsonObject);
  }

  private async send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    rest: CallOptions & {
      readonly json?: JsonObject;
      readonly query?: Readonly<Record<string, string>>;
    },
  ): Promise<unknown> {
    return (await this.context.api.send({ ...rest, method, path })).body;
  }

  private pathOf(id: string): string {
    return `${this.collection.path}/${encodeURIComponent(id)}`;
  }
}
