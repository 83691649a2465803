import { z } from 'zod';
import { sameJson } from '../../domain/equality.js';
import type { JsonObject } from '../../domain/json.js';
import { ResourceKind, type LiveResource } from '../../domain/resource.js';
import { failure, isKind, orNull, type Asked, type KindCalls, byName } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, ResourcePage } from '../port.js';
import type { Context } from './context.js';
import { TABLES } from './kinds.js';
import { allEntities, entityPages } from './lists.js';

/** A data table, as far as its rows need it. */
interface Table {
  readonly id: string;
  readonly name: string;
}

const tableSchema = z.looseObject({ id: z.string().min(1), name: z.string().min(1) });
const rowSchema = z.looseObject({ key: z.string().min(1) });
/** A column of this name would be taken for the resource's own. */
const NAME_COLUMN = 'column:name';
/** Without it a list tells no more of a row than its key. */
const WHOLE = { showbrief: 'false' };

/**
 * Rows of data tables as strategies. A row has neither an id nor a name: it goes by its table and its key, in ids by
 * the table's id (`<table id>/<key>`), in names by the table's name (`Routing weights/main`). Nothing guards a write
 * of one.
 */
export function rowCalls(context: Context): KindCalls {
  return new RowCalls(context);
}

class RowCalls implements KindCalls {
  constructor(private readonly context: Context) {}

  async read(id: string, options: CallOptions): Promise<LiveResource | null> {
    const slash = id.indexOf('/');
    if (slash < 1) return null;
    const path = `${TABLES.path}/${encodeURIComponent(id.slice(0, slash))}`;
    const asked = { method: 'GET', path } as const;
    const answer = await orNull(this.context.api.send({ ...options, ...asked }));
    if (answer === null) return null;
    const table = parseBody(tableSchema, answer.body, { org: this.context.org, ...asked });
    return this.readRow(table, id.slice(slash + 1), options);
  }

  async findByName(name: string, options: CallOptions): Promise<LiveResource | null> {
    for (const table of await this.tables(options)) {
      if (!name.startsWith(`${table.name}/`)) continue;
      const live = await this.readRow(table, name.slice(table.name.length + 1), options);
      if (live !== null) return live;
    }
    return null;
  }

  async *pages(options: CallOptions): AsyncGenerator<ResourcePage> {
    const tables = await this.tables(options);
    for (const [at, table] of tables.entries()) {
      const path = rowsPath(table.id);
      for await (const page of entityPages(this.context, path, WHOLE, options)) {
        const resources = page.entities.flatMap((row) => liveRow(table, row) ?? []);
        // Each table that is left has one page at least.
        yield { resources, pagesLeft: page.pagesLeft + tables.length - at - 1 };
      }
    }
  }

  async list(options: CallOptions): Promise<readonly LiveResource[]> {
    const found: LiveResource[] = [];
    for await (const { resources } of this.pages(options))
      for (const resource of resources) found.push(resource);
    return found.toSorted(byName);
  }

  async create(body: JsonObject, options: CallOptions): Promise<LiveResource> {
    const { name } = body;
    const row = columnsOf(body);
    const wanted = typeof name === 'string' ? name : '';
    const table = (await this.tables(options)).find((one) => wanted.startsWith(`${one.name}/`));
    const asked = { method: 'POST', path: table === undefined ? '' : rowsPath(table.id) } as const;
    if (table === undefined)
      throw failure(this.context, asked, 'rejected', `has no data table for the row "${wanted}"`);
    const key = wanted.slice(table.name.length + 1);
    this.refuseOtherKey(asked, row, key);
    try {
      await this.context.api.send({ ...options, ...asked, json: { ...row, key } });
    } catch (error) {
      // A key that is taken is a 400 like any other.
      const isTaken =
        isKind(error, 'rejected') && (await this.readRow(table, key, options)) !== null;
      if (isTaken) throw failure(this.context, asked, 'conflict', 'is refused: the row is there');
      throw error;
    }
    return rowOf(table, { ...row, key }, key);
  }

  async update(
    live: LiveResource,
    target: JsonObject,
    options: CallOptions,
  ): Promise<LiveResource> {
    const asked = { method: 'PUT', path: pathOf(live.id) } as const;
    const { name } = target;
    const row = columnsOf(target);
    const key = keyOf(live.id);
    if (name !== live.name) throw failure(this.context, asked, 'rejected', 'cannot rename a row');
    this.refuseOtherKey(asked, row, key);
    await this.refuseChanged(live, asked, options);
    await this.context.api.send({ ...options, ...asked, json: { ...row, key } });
    return { ...live, body: bodyOf(live.name, { ...row, key }) };
  }

  async remove(live: LiveResource, options: CallOptions): Promise<void> {
    const asked = { method: 'DELETE', path: pathOf(live.id) } as const;
    if ((await this.read(live.id, options)) === null) return;
    await this.refuseChanged(live, asked, options);
    await orNull(this.context.api.send({ ...options, ...asked }));
  }

  private async readRow(
    table: Table,
    key: string,
    options: CallOptions,
  ): Promise<LiveResource | null> {
    if (key === '') return null;
    const path = `${rowsPath(table.id)}/${encodeURIComponent(key)}`;
    const asked = { method: 'GET', path } as const;
    const request = { ...options, ...asked, query: WHOLE };
    const answer = await orNull(this.context.api.send(request));
    if (answer === null) return null;
    const row = parseBody(rowSchema, answer.body, { org: this.context.org, ...asked });
    return rowOf(table, row as typeof row & JsonObject, key);
  }

  private async tables(options: CallOptions): Promise<readonly Table[]> {
    const entities = await allEntities(this.context, TABLES.path, {}, options);
    const tables = entities.flatMap((entity) => {
      const { success, data } = tableSchema.safeParse(entity);
      return success ? [{ id: data.id, name: data.name }] : [];
    });
    // A name may begin as another does, with a slash after it: the longest is meant.
    return tables.toSorted((one, other) => other.name.length - one.name.length);
  }

  private async refuseChanged(
    live: LiveResource,
    asked: Asked,
    options: CallOptions,
  ): Promise<void> {
    if (sameJson((await this.read(live.id, options))?.body, live.body)) return;
    throw failure(this.context, asked, 'preconditionFailed', 'came too late: it has changed');
  }

  private refuseOtherKey(asked: Asked, { key: named = null }: JsonObject, key: string): void {
    if (named === null || named === key) return;
    throw failure(this.context, asked, 'rejected', 'has a key that is not the one in its name');
  }
}

function rowsPath(tableId: string): string {
  return `${TABLES.path}/${encodeURIComponent(tableId)}/rows`;
}

function pathOf(id: string): string {
  return `${rowsPath(id.slice(0, id.indexOf('/')))}/${encodeURIComponent(keyOf(id))}`;
}

function keyOf(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

function liveRow(table: Table, row: JsonObject): LiveResource | null {
  const { key } = row;
  return typeof key === 'string' && key !== '' ? rowOf(table, row, key) : null;
}

function rowOf(table: Table, row: JsonObject, key: string): LiveResource {
  const name = `${table.name}/${key}`;
  return {
    kind: ResourceKind.strategy,
    id: `${table.id}/${key}`,
    name,
    body: bodyOf(name, { ...row, key }),
    version: null,
    enabled: true,
  };
}

/** A row as a body: its columns, and the name that it goes by. */
function bodyOf(name: string, { selfUri: _uri, name: column, ...row }: JsonObject): JsonObject {
  return { name, ...row, ...(column === undefined ? {} : { [NAME_COLUMN]: column }) };
}

/** The columns of a body. */
function columnsOf({ name: _name, [NAME_COLUMN]: column, ...row }: JsonObject): JsonObject {
  return column === undefined ? row : { ...row, name: column };
}
