import { sameJson } from '../../domain/equality.js';
import type { Json, JsonObject } from '../../domain/json.js';
import type { LiveResource } from '../../domain/resource.js';
import { malformed } from '../../http/answer.js';
import type { WireErrorKind } from '../../http/errors.js';
import { byName, failure, isKind, orNull, type Asked, type KindCalls } from '../kind-calls.js';
import type { CallOptions, ResourcePage } from '../port.js';
import { foreignMember, isProblem, type Collection, type Listed } from './collection.js';
import type { Context } from './context.js';
import { declares } from './kinds.js';
import { itemPages } from './lists.js';
import { refuseUnsuccessful } from './refusals.js';
import { createUnsure } from './unsure.js';

/** Resources of a kind that go by a number. */
export function collectionCalls(context: Context, collection: Collection): KindCalls {
  return new CollectionCalls(context, collection);
}

class CollectionCalls implements KindCalls {
  /** By id, and by the names of what was to be made. */
  private readonly unsure = createUnsure();

  constructor(
    private readonly context: Context,
    private readonly collection: Collection,
  ) {}

  async read(id: string, options: CallOptions): Promise<LiveResource | null> {
    const answer = await this.answerOf(id, options);
    const live = answer === null ? null : this.collection.live(answer.body);
    // The way forward writes the same again; the way back would find nothing to do.
    if (options.priority === 'rollback' && this.unsure.about(id, live?.body ?? null))
      throw this.notShown({ method: 'GET', path: this.pathOf(id) });
    return live;
  }

  async findByName(name: string, options: CallOptions): Promise<LiveResource | null> {
    const { path } = this.collection.list;
    const found = await this.allListed(options);
    const [id, ...others] = new Set(found.flatMap((one) => (one.name === name ? [one.id] : [])));
    if (others.length > 0)
      throw malformed(
        { org: this.context.org, method: 'GET', path },
        'has several resources of one name',
      );
    if (id !== undefined) return this.read(id, options);
    if (!this.unsure.about(nameKey(name), null)) return null;
    throw this.notShown({ method: 'GET', path });
  }

  /** Whole bodies only where the kind's lists have them. */
  async *pages(options: CallOptions): AsyncGenerator<ResourcePage> {
    const { kind, list, listed } = this.collection;
    const isTold = declares(kind)?.lists === 'bodies';
    for await (const { items, pagesLeft } of itemPages(this.context, list, options)) {
      const whole = isTold ? items.filter((item) => listed(item) !== null) : [];
      const resources = whole.flatMap((item) => this.ofItem(item) ?? []);
      yield { resources, pagesLeft };
    }
  }

  async list(options: CallOptions): Promise<readonly LiveResource[]> {
    const ids = new Set((await this.allListed(options)).map(({ id }) => id));
    const found = await Promise.all([...ids].map((id) => this.read(id, options)));
    return found.filter((live) => live !== null).toSorted(byName);
  }

  async create(body: JsonObject, options: CallOptions): Promise<LiveResource> {
    const { kind, list, creation } = this.collection;
    const asked = { method: 'POST', path: list.path } as const;
    if (creation === undefined)
      throw this.failure(asked, 'rejected', `is not possible: no ${kind} is made here`);
    const { name } = body;
    if (typeof name !== 'string') throw this.failure(asked, 'rejected', 'takes a name');
    this.refuseForeign(body, asked);
    const there = await this.findByName(name, options);
    if (there !== null) throw this.failure(asked, 'conflict', `is refused: "${name}" is there`);
    const json = creation.body(body);
    if (isProblem(json)) throw this.failure(asked, 'rejected', json.problem);
    const answer = await this.unsure.during(nameKey(name), null, options, () =>
      this.context.api.send({ ...options, ...asked, json }),
    );
    const id = creation.made(answer.body);
    if (isProblem(id))
      throw this.failure(asked, id.isTaken === true ? 'conflict' : 'rejected', id.problem);
    // A read may lag behind; whoever asked looks again.
    const made = { kind, id, name, body, version: null, enabled: true };
    return (await this.read(id, options)) ?? made;
  }

  async update(
    live: LiveResource,
    target: JsonObject,
    options: CallOptions,
  ): Promise<LiveResource> {
    const asked = { method: 'PUT', path: this.pathOf(live.id) } as const;
    const { name } = target;
    this.refuseForeign(target, asked);
    const json = this.collection.change(live, target);
    if (isProblem(json)) throw this.failure(asked, 'rejected', json.problem);
    if (typeof name !== 'string') throw this.failure(asked, 'rejected', 'takes a name');
    this.refuseOther(await this.read(live.id, options), live, asked);
    const { body } = await this.unsure.during(live.id, live.body, options, () =>
      this.context.api.send({ ...options, ...asked, json }),
    );
    refuseUnsuccessful(this.context, asked, body);
    return { ...live, name, body: target, enabled: target['isActive'] !== false };
  }

  async remove(live: LiveResource, options: CallOptions): Promise<void> {
    const { kind, isUsed = () => false } = this.collection;
    const asked = { method: 'DELETE', path: this.pathOf(live.id) } as const;
    if (declares(kind)?.deletes !== true)
      throw this.failure(asked, 'rejected', `is not possible: no ${kind} is ever deleted`);
    const answer = await this.answerOf(live.id, options);
    const now = answer === null ? null : this.collection.live(answer.body);
    if (answer === null || now === null) return;
    this.refuseOther(now, live, asked);
    if (isUsed(answer.body)) throw this.failure(asked, 'conflict', 'is refused: it is in use');
    const gone = await orNull(this.context.api.send({ ...options, ...asked }));
    refuseUnsuccessful(this.context, asked, gone?.body);
  }

  private async answerOf(
    id: string,
    options: CallOptions,
  ): Promise<{ readonly body: Json | undefined } | null> {
    const asked = { method: 'GET', path: this.pathOf(id) } as const;
    return orNull(this.context.api.send({ ...options, ...asked }));
  }

  private async allListed(options: CallOptions): Promise<readonly Listed[]> {
    const { list, listed } = this.collection;
    const found: Listed[] = [];
    for await (const { items } of itemPages(this.context, list, options))
      for (const item of items) {
        const one = listed(item);
        if (one !== null) found.push(one);
      }
    return found;
  }

  /** An item that is told in part only counts as not told. */
  private ofItem(item: JsonObject): LiveResource | null {
    try {
      return this.collection.live({ [this.collection.list.member]: [item] });
    } catch (error) {
      if (isKind(error, 'malformed')) return null;
      throw error;
    }
  }

  private refuseForeign(body: JsonObject, asked: Asked): void {
    const foreign = foreignMember(this.collection, body);
    if (foreign !== null) throw this.failure(asked, 'rejected', foreign.problem);
  }

  /** Nothing else guards a write: the resource is read once more right before. The gap is small, and stays. */
  private refuseOther(now: LiveResource | null, live: LiveResource, asked: Asked): void {
    if (!sameJson(now?.body, live.body))
      throw this.failure(asked, 'preconditionFailed', 'came too late: it has changed');
  }

  private notShown(asked: Asked): Error {
    return this.failure(asked, 'unavailable', 'may not show a write yet whose answer was lost');
  }

  private failure(asked: Asked, kind: WireErrorKind, problem: string): Error {
    return failure(this.context, asked, kind, problem);
  }

  private pathOf(id: string): string {
    return `${this.collection.list.path}/${encodeURIComponent(id)}`;
  }
}

/** Ids are numbers: no name is taken for one. */
function nameKey(name: string): string {
  return `name ${name}`;
}
